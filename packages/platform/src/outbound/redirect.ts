import { AisleError } from "@aisle/runtime/errors";
import { outboundUrl } from "./outbound-url.ts";

/** What is sent, at one address. */
export interface Hop {
  readonly url: URL;
  readonly method: string;
  readonly headers: { readonly [name: string]: string };
  readonly body?: string | Uint8Array | undefined;
}

const statuses: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
/** Headers that say nothing about who asks; all others stay with the origin that they were meant for. */
const harmless: ReadonlySet<string> = new Set(["accept", "accept-language", "user-agent"]);

/**
 * The next hop of a redirected request, `undefined` for an answer that redirects nowhere. Another origin gets no header that could hold a
 * credential, and no body. Throws `outbound.redirect` for a step from https to http, and for a body that would go to another origin.
 */
export function redirected(hop: Hop, status: number, location: string | undefined): Hop | undefined {
  if (!statuses.has(status) || location === undefined) return undefined;
  const url = outboundUrl(location, hop.url);
  if (hop.url.protocol === "https:" && url.protocol !== "https:")
    throw new AisleError("outbound.redirect", `${hop.url.host} redirects to an address without TLS.`);
  const isSame = url.origin === hop.url.origin;
  const becomesGet = hop.method !== "HEAD" && (status === 303 || (status < 303 && hop.method === "POST"));
  if (!isSame && hop.body !== undefined && !becomesGet)
    throw new AisleError("outbound.redirect", `${hop.url.host} redirects a body to another server, ${url.host}.`);
  const dropped = (name: string) => (isSame ? becomesGet && name.startsWith("content-") : !harmless.has(name));
  const headers = Object.fromEntries(Object.entries(hop.headers).filter(([name]) => !dropped(name.toLowerCase())));
  return becomesGet ? { url, method: "GET", headers } : { ...hop, url, headers };
}
