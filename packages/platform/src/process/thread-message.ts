import { type ErrorCode, errorTable } from "@aisle/runtime/error-table";
import { AisleError } from "@aisle/runtime/errors";
import type { Json } from "@aisle/runtime/json";

/** An error on its way from one thread to another. */
export interface ThreadFailure {
  readonly type: "failed";
  readonly message: string;
  /** The code of an `AisleError`. */
  readonly code?: ErrorCode;
  readonly details?: { readonly [key: string]: Json };
}

/** What a thread says of its work: how far it is, and at the end its result or why there is none. */
export type ThreadMessage<Result> =
  | { readonly type: "progress"; readonly share: number; readonly note: string }
  | { readonly type: "done"; readonly result: Result }
  | ThreadFailure;

export function failureOf(error: unknown): ThreadFailure {
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof AisleError)) return { type: "failed", message };
  return { type: "failed", message, code: error.code, details: error.details };
}

export function errorOf({ code, message, details }: ThreadFailure): Error {
  return code !== undefined && Object.hasOwn(errorTable, code)
    ? new AisleError(code, message, details)
    : new Error(message);
}
