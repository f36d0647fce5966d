import { ClockWatch, clockProblem } from "@aisle/platform/postgres/clock-watch";
import type { Pool } from "@aisle/platform/postgres/pool";
import type { JobWorker } from "@aisle/platform/queue/job-worker";

/** This machine's clock, and how often it is compared with the database's. */
export interface JobClock {
  readonly now?: () => number;
  readonly everyMs?: number;
}

/**
 * Whether this process may take jobs: locks are judged by each machine's own clock, so that one that is wrong by more than half a lock
 * would take jobs that others are at.
 */
export class JobGate {
  readonly watch: ClockWatch;
  readonly #maxMs: number;
  #worker: JobWorker | undefined;
  #isOpen = true;

  constructor(
    pool: Pool,
    { takeOverMs, ...clock }: JobClock & { readonly takeOverMs: number },
    onError: (error: unknown) => void,
  ) {
    this.#maxMs = takeOverMs / 2;
    this.watch = new ClockWatch({ ...clock, pool, onError, onMeasured: (aheadMs) => this.#measured(aheadMs, onError) });
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Opens and closes the worker from now on. */
  govern(worker: JobWorker): void {
    this.#worker = worker;
    this.#apply();
  }

  #measured(aheadMs: number, onError: (error: unknown) => void): void {
    const isOpen = Math.abs(aheadMs) <= this.#maxMs;
    if (isOpen === this.#isOpen) return;
    this.#isOpen = isOpen;
    this.#apply();
    if (!isOpen) onError(new Error(`No jobs are taken: ${clockProblem(aheadMs)}`));
  }

  #apply(): void {
    if (this.#isOpen) this.#worker?.resume();
    else this.#worker?.pause();
  }
}
