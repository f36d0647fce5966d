import { isConnectionLoss } from "@aisle/platform/postgres/connection-loss";
import { AisleError, toAisleError } from "@aisle/runtime/errors";
import type { FastifyError } from "fastify";

/** What Fastify refuses by itself, in the codes of the error table; everything else is `internal`. */
export function knownError(thrown: FastifyError): AisleError {
  if (thrown instanceof AisleError) return thrown;
  if (thrown.code === "FST_ERR_CTP_BODY_TOO_LARGE")
    return new AisleError("request.too-large", "The body is larger than this server takes.");
  if (thrown.code === "FST_ERR_CTP_INVALID_MEDIA_TYPE")
    return new AisleError("request.not-json", "The body is not of a content type that is taken here.");
  const { statusCode = 500 } = thrown;
  if (statusCode >= 400 && statusCode < 500) return new AisleError("request.invalid", thrown.message);
  return toAisleError(databaseLoss(thrown));
}

/** `database.unavailable` for an error of a database that is away; any other error as it is. */
export function databaseLoss(thrown: unknown): unknown {
  if (thrown instanceof AisleError || !isConnectionLoss(thrown)) return thrown;
  return new AisleError("database.unavailable", "The database cannot be reached.", {}, thrown);
}
