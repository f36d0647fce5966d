import type { Socket } from "node:net";
import { AisleError, errorBody } from "@aisle/runtime/errors";

const reasons: { readonly [code: string]: readonly ["request.timeout" | "request.too-large", string, string] } = {
  ERR_HTTP_REQUEST_TIMEOUT: ["request.timeout", "The request did not arrive in time.", "408 Request Timeout"],
  HPE_HEADER_OVERFLOW: ["request.too-large", "The headers are too large.", "431 Request Header Fields Too Large"],
};

/** What is no whole HTTP request is answered in the same shape as every other mistake, and the connection closed. */
export function answerBrokenRequest(thrown: Error & { readonly code?: string }, socket: Socket): void {
  if (!socket.writable || thrown.code === "ECONNRESET") return void socket.destroy();
  const [code, message, status] = reasons[thrown.code ?? ""] ?? [
    "request.invalid" as const,
    "The request is not well-formed HTTP.",
    "400 Bad Request",
  ];
  const body = JSON.stringify(errorBody(new AisleError(code, message)));
  socket.end(
    `HTTP/1.1 ${status}\r\ncontent-type: application/json; charset=utf-8\r\nx-content-type-options: nosniff\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}
