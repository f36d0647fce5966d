const everyMs = 60_000;

/** Polls some time after the start and then once a minute, never twice at once; what fails goes to `onError`, and the next poll comes. */
export abstract class RepeatedPoll {
  readonly #onError: (error: unknown) => void;
  readonly #firstMs: number;
  #timer: NodeJS.Timeout | undefined;
  #polling: Promise<void> | undefined;
  #stopped = false;

  constructor(onError: (error: unknown) => void, firstMs = 0) {
    this.#onError = onError;
    this.#firstMs = firstMs;
  }

  abstract poll(): Promise<void>;

  start(): void {
    this.#next(this.#firstMs);
  }

  /** Resolves once a poll that runs has ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#polling;
  }

  #next(pauseMs: number): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      this.#polling = this.poll()
        .catch(this.#onError)
        .finally(() => this.#next(everyMs));
    }, pauseMs);
  }
}
