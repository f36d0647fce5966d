import { setTimeout as sleep } from "node:timers/promises";
import { backoffMs } from "@aisle/runtime/backoff";
import { AisleError } from "@aisle/runtime/errors";

export interface RetryOptions {
  readonly isAway: (error: unknown) => boolean;
  readonly signal?: AbortSignal;
  readonly onWait?: (message: string) => void;
  /** The first pause, doubled up to the last; one second and thirty when not given. */
  readonly pausesMs?: readonly [number, number];
}

/** Does work that can be begun again, until nothing that it needs is away; other failures, and an abort, end it. */
export async function retryWhileAway<T>(
  work: () => Promise<T>,
  { isAway, signal, onWait, pausesMs: [first, maxMs] = [1_000, 30_000] }: RetryOptions,
): Promise<T> {
  for (let failures = 1; ; failures++) {
    try {
      return await work();
    } catch (error) {
      signal?.throwIfAborted();
      if (!isAway(error)) throw error;
      const pauseMs = backoffMs(failures, { firstMs: first, maxMs });
      const reason = error instanceof Error ? error.message : String(error);
      onWait?.(`${reason} Trying again in ${Math.ceil(pauseMs / 1000)} s.`);
      await sleep(pauseMs, undefined, signal === undefined ? {} : { signal }).catch(() => signal?.throwIfAborted());
    }
  }
}

/** Answers of a server that is starting, overloaded, or behind a proxy without it. */
const passing = new Set([408, 425, 429, 500, 502, 503, 504]);

/** Whether a vectors' server did not answer, only said that it cannot now, or lost the collection while it was written. */
export function isVectorServerAway(error: unknown): boolean {
  if (!(error instanceof AisleError)) return false;
  if (error.code === "collection.not-found") return true;
  if (error.code !== "qdrant.unavailable") return false;
  const { status } = error.details;
  return status === undefined || (typeof status === "number" && passing.has(status));
}
