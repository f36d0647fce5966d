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
  /** Milliseconds that a call may take; 1,000 unless told. */
  readonly timeoutMs?: number;
  /** Milliseconds between attempts while it is away; 1,000 unless told. */
  readonly retryMs?: number;
}

/**
 * Stands before something that may be away. The first call that is lost or waits in vain opens it; from then on calls are refused at
 * once, except for one attempt a second, whose outcome its caller does not wait for, until one succeeds.
 */
export class Circuit {
  readonly #options: CircuitOptions;
  readonly #breaker: CircuitBreaker<[() => Promise<unknown>], unknown>;
  #succeededAt = Number.NEGATIVE_INFINITY;

  constructor(options: CircuitOptions) {
    this.#options = options;
    const { isAway, timeoutMs = 1000, retryMs = 1000 } = options;
    this.#breaker = new CircuitBreaker((work: () => Promise<unknown>) => work(), {
      timeout: timeoutMs,
      resetTimeout: retryMs,
      // Ours to decide, by what else succeeded meanwhile: a share of the last calls opens it only after many have waited.
      errorThresholdPercentage: 100,
      errorFilter: (error) => !isTimeout(error) && !isAway(error),
    });
  }

  get isOpen(): boolean {
    return !this.#breaker.closed;
  }

  /** Does the work; throws the code's error when what is behind is away, and the work's own error otherwise. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#breaker.halfOpen && this.#breaker.pendingClose) {
      this.#attempt(work).catch(() => undefined);
      throw this.#away();
    }
    return this.#attempt(work);
  }

  close(): void {
    this.#breaker.shutdown();
  }

  async #attempt<T>(work: () => Promise<T>): Promise<T> {
    const startedAt = performance.now();
    try {
      const value = (await this.#breaker.fire(work)) as T;
      this.#succeededAt = performance.now();
      return value;
    } catch (error) {
      if (CircuitBreaker.isOurError(error as Error) && !isTimeout(error)) throw this.#away(error);
      if (!isTimeout(error) && !this.#options.isAway(error)) throw error;
      // Slow alone is not away: others were answered while this one waited.
      if (this.#succeededAt < startedAt) this.#breaker.open();
      throw this.#away(error);
    }
  }

  /** Says nothing of addresses: the cause holds them, and this text may be sent to a caller. */
  #away(cause?: unknown): AisleError {
    return new AisleError(this.#options.code, `${this.#options.what} does not answer.`, {}, cause);
  }
}

function isTimeout(error: unknown): boolean {
  return (error as { readonly code?: unknown }).code === "ETIMEDOUT";
}
