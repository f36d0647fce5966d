import type { IncomingMessage, ServerResponse } from "node:http";
import { AisleError, errorBody } from "@aisle/runtime/errors";

/**
 * For the event `checkExpectation` of a server of `node:http`, which else answers `417` by itself, past every hook: a request that
 * expects something other than `100-continue` is refused in the one shape of errors.
 */
export function answerExpectation(_request: IncomingMessage, response: ServerResponse): void {
  const error = new AisleError("request.invalid", "The header Expect asks for something other than 100-continue.");
  const body = JSON.stringify(errorBody(error));
  response.writeHead(417, {
    "content-type": "application/json; charset=utf-8",
    "x-content-type-options": "nosniff",
    "content-length": Buffer.byteLength(body),
    connection: "close",
  });
  response.end(body);
}
