import type { IncomingMessage } from "node:http";
import { AisleError } from "@aisle/runtime/errors";
import { hostNameOf } from "../network/own-hosts.ts";

const methods = new Set(["GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"]);

/**
 * What is wrong with a request before anybody looks at where it goes: a Host that names no host (`request.invalid`), or a
 * method that nothing here knows, TRACE and QUERY among them (`request.wrong-method`). `undefined` for a good one.
 */
export function requestFault({
  method = "",
  headers,
  httpVersion,
}: Pick<IncomingMessage, "method" | "headers" | "httpVersion">): AisleError | undefined {
  if (!methods.has(method)) return new AisleError("request.wrong-method", `The method ${method} is not taken here.`);
  // Only HTTP/1.1 needs a Host.
  if (headers.host === undefined && httpVersion === "1.0") return undefined;
  if (headers.host !== undefined && hostNameOf(headers.host) !== undefined) return undefined;
  return new AisleError("request.invalid", "The Host header names no host.");
}
