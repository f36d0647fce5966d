import type { ErrorCode } from "@aisle/runtime/error-table";
import { AisleError } from "@aisle/runtime/errors";
import CircuitBreaker from "opossum";

export interface CircuitOptions {
  /** What is behind it, for messages: `The database`. */
  readonly what: string;
  /** The error that its absence is. */
  readonly code: ErrorCode;
  /** True for an error that says that nobody answers, and not that the question was wrong. */
  readonly isAway: (error: unknown) => boolean;
  /** Milliseconds that a call may take that names no limit, and of silence after which it counts as away; 1,000 by default. */
  readonly timeoutMs?: number;
  /** Milliseconds between attempts while it is away; 1,000 by default. */
  readonly retryMs?: number;
}

/**
 * Stands before something that may be away. The first call that is lost, or that waits in vain for as long as the circuit is patient,
 * opens it; from then on calls are refused at once, except for one attempt a second, whose outcome its caller does not wait for, until
 * one succeeds.
 */
export class Circuit {
  readonly #options: CircuitOptions;
  readonly #timeoutMs: number;
  readonly #breaker: CircuitBreaker<[() => Promise<unknown>], unknown>;
  #succeededAt = Number.NEGATIVE_INFINITY;
  /** When the first call began that has waited in vain since one succeeded. */
  #silentSince = Number.POSITIVE_INFINITY;

  constructor(options: CircuitOptions) {
    this.#options = options;
    const { isAway, timeoutMs = 1000, retryMs = 1000 } = options;
    this.#timeoutMs = timeoutMs;
    this.#breaker = new CircuitBreaker((work: () => Promise<unknown>) => work(), {
      // Ours: each call has a limit of its own.
      timeout: false,
      resetTimeout: retryMs,
      // Ours to decide, by what else succeeded meanwhile: a share of the last calls opens it only after many have waited.
      errorThresholdPercentage: 100,
      errorFilter: (error) => !isTimeout(error) && !isAway(error),
    });
  }

  get isOpen(): boolean {
    return !this.#breaker.closed;
  }

  /**
   * Does the work within a number of milliseconds, the circuit's own time-out by default, which the work is given too. Throws the
   * code's error when what is behind is away or too slow, and the work's own error otherwise.
   */
  async run<T>(work: (withinMs: number) => Promise<T>, withinMs = this.#timeoutMs): Promise<T> {
    const limitMs = Number.isFinite(withinMs) ? withinMs : this.#timeoutMs;
    if (this.#breaker.halfOpen && this.#breaker.pendingClose) {
      this.#attempt(work, Math.max(limitMs, this.#timeoutMs)).catch(() => undefined);
      throw this.#away();
    }
    return this.#attempt(work, limitMs);
  }

  close(): void {
    this.#breaker.shutdown();
  }

  async #attempt<T>(work: (withinMs: number) => Promise<T>, withinMs: number): Promise<T> {
    const startedAt = performance.now();
    try {
      const value = (await this.#breaker.fire(() => inTime(work(withinMs), withinMs))) as T;
      this.#succeededAt = performance.now();
      this.#silentSince = Number.POSITIVE_INFINITY;
      return value;
    } catch (error) {
      if (CircuitBreaker.isOurError(error as Error)) throw this.#away(error);
      const isLate = isTimeout(error);
      if (!isLate && !this.#options.isAway(error)) throw error;
      // Slow alone is not away: others were answered while this one waited.
      if (this.#succeededAt <= startedAt && (!isLate || this.#isSilent(startedAt))) this.#breaker.open();
      throw this.#away(error);
    }
  }

  /** A call with a short limit knows little by itself: silence counts from the first call that nobody answered. */
  #isSilent(startedAt: number): boolean {
    this.#silentSince = Math.min(this.#silentSince, startedAt);
    // A timer may ring a little early.
    return performance.now() - this.#silentSince >= this.#timeoutMs - 5;
  }

  /** Says nothing of addresses: the cause holds them, and this text may be sent to a caller. */
  #away(cause?: unknown): AisleError {
    return new AisleError(this.#options.code, `${this.#options.what} does not answer.`, {}, cause);
  }
}

/** The work's outcome, or the error of a time-out when it comes too late. */
async function inTime<T>(work: Promise<T>, withinMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(Object.assign(new Error(`no answer within ${Math.round(withinMs)} ms`), { code: "ETIMEDOUT" })),
      withinMs,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Ours, those of a socket, and `pg`'s for a query that was not answered in time. */
function isTimeout(error: unknown): boolean {
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  return code === "ETIMEDOUT" || message === "Query read timeout";
}
