import type { Pool } from "./pool.ts";

/** Milliseconds by which two clocks may differ before somebody is notified. */
const maxClockDifferenceMs = 1_000;

const usualEveryMs = 60_000;
const samples = 3;

export interface ClockWatchOptions {
  readonly pool: Pool;
  /** This machine's clock, milliseconds since 1970. */
  readonly now?: () => number;
  readonly everyMs?: number;
  /** Called after each measurement. */
  readonly onMeasured?: (aheadMs: number) => void;
  readonly onError?: (error: unknown) => void;
}

/** Milliseconds by which a clock is ahead of the database's; half the round trip is taken off, and the fastest of three counts. */
async function clockAheadMs(pool: Pool, now: () => number = Date.now): Promise<number> {
  let best = { tripMs: Number.POSITIVE_INFINITY, aheadMs: 0 };
  for (let sample = 0; sample < samples; sample++) {
    const before = now();
    const { rows } = await pool.query<{ ms: number }>(
      "select (extract(epoch from clock_timestamp()) * 1000)::float8 as ms",
    );
    const after = now();
    if (after - before < best.tripMs) best = { tripMs: after - before, aheadMs: (before + after) / 2 - rows[0]!.ms };
  }
  return best.aheadMs;
}

/**
 * Compares this machine's clock with the database's, at the start and every minute: machines that share a database share its time, and
 * locks of jobs, time-outs and days are worked out by each machine's own.
 */
export class ClockWatch {
  readonly #options: ClockWatchOptions;
  #timer: NodeJS.Timeout | undefined;
  #aheadMs: number | undefined;

  constructor(options: ClockWatchOptions) {
    this.#options = options;
  }

  /** The last measurement; `undefined` before the first one. */
  get aheadMs(): number | undefined {
    return this.#aheadMs;
  }

  /** What is wrong, in words; `undefined` while the clocks agree to a second. */
  get problem(): string | undefined {
    const ahead = this.#aheadMs;
    return ahead === undefined ? undefined : clockProblem(ahead);
  }

  async start(): Promise<void> {
    await this.measure();
    this.#timer = setInterval(() => void this.measure(), this.#options.everyMs ?? usualEveryMs);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Never rejects: without a database there is nothing to compare with, and what was known stays. */
  async measure(): Promise<void> {
    const { pool, now, onMeasured, onError } = this.#options;
    try {
      this.#aheadMs = await clockAheadMs(pool, now);
      onMeasured?.(this.#aheadMs);
    } catch (error) {
      onError?.(error);
    }
  }
}

/** Words for a difference above a second: which way, how far, and what to do. */
export function clockProblem(aheadMs: number): string | undefined {
  if (Math.abs(aheadMs) <= maxClockDifferenceMs) return undefined;
  const way = aheadMs > 0 ? "ahead of" : "behind";
  return `This machine's clock is ${(Math.abs(aheadMs) / 1000).toFixed(1)} s ${way} the database's; set it by NTP.`;
}
