import type { TRPCError } from "@trpc/server";

type Code = TRPCError["code"];

const codes: ReadonlyMap<number, Code> = new Map([
  [400, "BAD_REQUEST"],
  [401, "UNAUTHORIZED"],
  [403, "FORBIDDEN"],
  [404, "NOT_FOUND"],
  [409, "CONFLICT"],
  [410, "PRECONDITION_FAILED"],
  [413, "PAYLOAD_TOO_LARGE"],
  [422, "UNPROCESSABLE_CONTENT"],
  [429, "TOO_MANY_REQUESTS"],
  [499, "CLIENT_CLOSED_REQUEST"],
  [503, "SERVICE_UNAVAILABLE"],
  [504, "GATEWAY_TIMEOUT"],
]);

/** The tRPC code that carries an HTTP status of the error table. */
export function trpcCodeOf(status: number): Code {
  return codes.get(status) ?? "INTERNAL_SERVER_ERROR";
}
