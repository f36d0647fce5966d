import { cutText } from "@aisle/runtime/cut-text";
import { AisleError } from "@aisle/runtime/errors";
import type { Json } from "@aisle/runtime/json";
import { UnrecoverableError } from "bullmq";
import { storableJson, storableText } from "../catalogue/storable-text.ts";

const maxReasonLength = 2000;
const maxStackLength = 8000;

/**
 * A value as every server of the queue takes it: JSON without U+0000 and halves of surrogate pairs, `null` for nothing.
 * PostgreSQL refuses those, and a refused result turns a job that worked into one that failed.
 */
export function storableValue(value: Json | undefined): Json {
  return value === undefined ? null : (JSON.parse(storableJson(value)) as Json);
}

/**
 * Whatever a job threw, as an error that the queue can store: `code: message` for ours, and no further try where the error
 * table says that is useless. A reason that the server refuses would be lost, and the job would look stalled.
 */
export function storableError(thrown: unknown): Error {
  if (thrown instanceof AisleError) {
    const reason = storableReason(`${thrown.code}: ${thrown.message}`);
    return thrown.row.retryable ? withStack(new Error(reason), thrown) : new UnrecoverableError(reason);
  }
  if (thrown instanceof Error) return withStack(new Error(storableReason(thrown.message)), thrown);
  return new Error(storableReason(typeof thrown === "string" ? thrown : `the job threw ${String(thrown)}`));
}

function storableReason(message: string): string {
  const text = cutText(storableText(message), maxReasonLength);
  return text.trim() === "" ? "the job threw an error without a message" : text;
}

function withStack(error: Error, from: Error): Error {
  error.stack = cutText(storableText(from.stack ?? ""), maxStackLength);
  return error;
}
