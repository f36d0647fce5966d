import { type ErrorCode, type ErrorRow, errorTable } from "./error-table.ts";
import type { Json } from "./json.ts";

/**
 * The one error class: a code of the error table, a message for whoever must act, and JSON details.
 * Thrown when someone must act; lists of expected problems are returned instead.
 */
export class AisleError extends Error {
  readonly code: ErrorCode;
  readonly details: { readonly [key: string]: Json };

  constructor(code: ErrorCode, message: string, details: { readonly [key: string]: Json } = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "AisleError";
    this.code = code;
    this.details = details;
  }

  /** The table's row for this error's code. */
  get row(): ErrorRow {
    return errorTable[this.code];
  }
}

/** True for an error, or one that caused it, of something outside that may be back later. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof AisleError && error.row.retryable && error.row.blame === "dependency") return true;
  return error.cause !== error && isTransient(error.cause);
}

/** Returns the error itself when it is ours, else wraps it under `code` (default `internal`) with the original as cause. */
export function toAisleError(error: unknown, code: ErrorCode = "internal"): AisleError {
  if (error instanceof AisleError) return error;
  return new AisleError(code, error instanceof Error ? error.message : String(error), {}, error);
}

/** The body that is sent for an error over HTTP: `{ error: { code, message, help, retryable, details } }`. */
export function errorBody(error: AisleError): { readonly error: { readonly [key: string]: Json } } {
  const { help, retryable, blame } = error.row;
  // What went wrong inside Aisle may quote queries or values: the log has it, the caller gets the help only.
  const message = error.code === "internal" ? "Something went wrong inside Aisle." : error.message;
  return { error: { code: error.code, message, help, retryable, blame, details: error.details } };
}
