import type { JobProgress } from "@aisle/contracts/job";
import type { JobOwner } from "./job-owner.ts";

/** How often a job may be interrupted in a row without getting any further, before it is taken for what ends its worker. */
export const defaultMaxIdleInterruptions = 10;

/**
 * What a run of a job leaves with its progress, so that the next one knows how it ended: a run that ends in order says so by
 * `attemptsMade`, and one that got further than those before it by `advanced`.
 */
interface RunMark {
  /** Runs before this one that were interrupted in a row without getting any further. */
  readonly interrupted: number;
  readonly advanced: boolean;
  readonly attemptsMade: number;
  /** Absent in runs of an earlier Aisle. */
  readonly owner?: JobOwner;
}

/** A job's progress as the queue stores it. */
export type StoredProgress = JobProgress & { readonly run: RunMark };

/** The mark of a run that begins, from what the run before it left. */
export function beginRun(stored: unknown, attemptsMade: number, owner?: JobOwner): RunMark {
  const before = runOf(stored);
  const wasInterrupted = before !== undefined && before.attemptsMade === attemptsMade && !before.advanced;
  return {
    interrupted: wasInterrupted ? before.interrupted + 1 : 0,
    advanced: false,
    attemptsMade,
    ...(owner && { owner }),
  };
}

/** The mark of the latest run in a job's stored progress. */
export function runOf(stored: unknown): RunMark | undefined {
  return typeof stored === "object" && stored !== null ? (stored as Partial<StoredProgress>).run : undefined;
}
