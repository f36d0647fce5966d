import { AisleError } from "@aisle/runtime/errors";

/** An http or https address without a user in it; throws `outbound.refused`, quoting no more of it than its scheme or host. */
export function outboundUrl(text: string, base?: URL): URL {
  const url = URL.canParse(text, base) ? new URL(text, base) : undefined;
  if (url === undefined || !["http:", "https:"].includes(url.protocol) || url.hostname === "")
    throw new AisleError("outbound.refused", `${url?.protocol ?? "This"} is no http or https address.`);
  if (url.username !== "" || url.password !== "")
    throw new AisleError(
      "outbound.refused",
      `The address of ${url.host} has a user in it; store the password as a secret.`,
    );
  url.hash = "";
  return url;
}
