import type { IncomingHttpHeaders } from "node:http";
import { AisleError } from "@aisle/runtime/errors";
import { hostNameOf } from "../network/own-hosts.ts";

const methods = new Set(["GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"]);

/**
 * What is wrong with a request before anybody looks at where it goes: a Host that names no host (`request.invalid`), or a
 * method that nothing here knows, TRACE and QUERY among them (`request.wrong-method`). `undefined` for a good one.
 */
export function requestFault(method: string, headers: IncomingHttpHeaders): AisleError | undefined {
  if (!methods.has(method)) return new AisleError("request.wrong-method", `The method ${method} is not taken here.`);
  // HTTP/1.0 needs no Host, and Node.js refuses HTTP/1.1 without one.
  if (headers.host === undefined || hostNameOf(headers.host) !== undefined) return undefined;
  return new AisleError("request.invalid", "The Host header names no host.");
}
