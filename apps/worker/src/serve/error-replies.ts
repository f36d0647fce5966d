import { requestFault } from "@aisle/platform/http/request-fault";
import { isConnectionLoss } from "@aisle/platform/postgres/connection-loss";
import { AisleError, errorBody, toAisleError } from "@aisle/runtime/errors";
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { ZodError } from "zod";

/** The router reads other signs in a path it is asked for, a star or a colon, as a pattern, and refuses some. */
const literalPath = /^[\w/.-]+$/;
const endpointPath = /^\/v1\/[^/]+$/;

/** The one translation of errors to HTTP: status, body with what to do, Retry-After where trying again helps. */
export function errorReplies(server: FastifyInstance): void {
  server.addHook("onRequest", (request, reply, done) => {
    // Set first, so that every answer has it.
    reply.header("x-content-type-options", "nosniff");
    done(requestFault(request.raw));
  });
  server.setErrorHandler((thrown: FastifyError, request, reply) => {
    const error = knownError(thrown);
    if (error.code === "internal") request.log.error({ err: thrown, path: request.routeOptions.url });
    if (error.row.retryable && !reply.hasHeader("retry-after"))
      reply.header("retry-after", String(error.details.retryAfterS ?? 1));
    return reply.code(error.row.status).send(errorBody(error));
  });
  server.setNotFoundHandler((request, reply) => {
    const [path = ""] = request.url.split("?");
    if (
      request.method !== "POST" &&
      literalPath.test(path) &&
      server.hasRoute({ method: "POST", url: path.replace(endpointPath, "/v1/:slug") })
    ) {
      const error = new AisleError("request.wrong-method", `${path} takes POST, not ${request.method}.`);
      return reply.code(405).header("allow", "POST").send(errorBody(error));
    }
    const error = new AisleError("request.not-found", `There is nothing at ${request.method} ${path}.`);
    return reply.code(404).send(errorBody(error));
  });
}

/** What Fastify refuses before any hook: an address that is no address. */
export function answerBadAddress(_error: FastifyError, _request: FastifyRequest, reply: FastifyReply): void {
  const error = new AisleError("request.invalid", "The path is not well-formed.");
  void reply.code(error.row.status).header("x-content-type-options", "nosniff").send(errorBody(error));
}

function knownError(thrown: FastifyError): AisleError {
  if (thrown instanceof AisleError) return thrown;
  if (thrown instanceof ZodError) {
    const problems = thrown.issues.map((issue) => `${issue.path.join(".") || "body"}: ${issue.message}`).join("; ");
    return new AisleError("request.invalid", problems);
  }
  switch (thrown.code) {
    case "FST_ERR_CTP_INVALID_JSON_BODY":
    case "FST_ERR_CTP_EMPTY_JSON_BODY":
    case "FST_ERR_CTP_INVALID_MEDIA_TYPE":
      return new AisleError("request.not-json", "The body is not JSON.");
    case "FST_ERR_CTP_BODY_TOO_LARGE":
      return new AisleError("request.too-large", "The body is larger than this server takes.");
    default:
  }
  if (thrown instanceof SyntaxError && thrown.statusCode === 400)
    return new AisleError("request.not-json", "The body is not JSON.");
  if (isConnectionLoss(thrown))
    return new AisleError("database.unavailable", "The database cannot be reached.", {}, thrown);
  return toAisleError(thrown);
}
