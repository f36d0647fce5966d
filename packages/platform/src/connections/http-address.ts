import { AisleError } from "@aisle/runtime/errors";
import { z } from "zod";
import type { OutboundResponse } from "../outbound/outbound-http.ts";

/** An http or https address without a user in it. */
export const httpAddress = z
  .url({ protocol: /^https?$/, error: "Give an http or https address." })
  .max(2_000)
  .refine((text) => URL.canParse(text) && new URL(text).username === "", "The password belongs into a secret.");

/** Statuses that may be others a moment later; every other failure needs a person. */
const passing: ReadonlySet<number> = new Set([408, 409, 425, 429]);

/** Throws `connection.failed` where a retry may help, `connection.refused` where not; the host alone is named. */
export function refuseStatus(url: string, { status }: Pick<OutboundResponse, "status">): void {
  if (status >= 200 && status < 300) return;
  const code = status >= 500 || passing.has(status) ? "connection.failed" : "connection.refused";
  throw new AisleError(code, `${new URL(url).host} answered with status ${status}.`, { status });
}
