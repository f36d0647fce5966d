import { setTimeout as sleep } from "node:timers/promises";
import { AisleError } from "@aisle/runtime/errors";

/** The time that one question may take in all, cut short by the asker's signal. */
export class Patience {
  readonly signal: AbortSignal;
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;
  readonly #until: number;
  readonly #limitMs: number;
  #late = false;

  constructor(timeoutMs: number, signal: AbortSignal | undefined) {
    this.#limitMs = timeoutMs;
    this.#until = performance.now() + timeoutMs;
    this.#timer = setTimeout(() => {
      this.#late = true;
      this.#controller.abort();
    }, timeoutMs);
    this.signal = signal === undefined ? this.#controller.signal : AbortSignal.any([signal, this.#controller.signal]);
    if (this.signal.aborted) this.end();
    this.throwIfOver();
  }

  throwIfOver(): void {
    if (!this.signal.aborted) return;
    const message = this.#late
      ? `The language model did not answer within ${this.#limitMs / 1000} s.`
      : "The question to the language model was given up before its answer came.";
    throw new AisleError("language.unavailable", message);
  }

  /** Waits; throws at once what `giveUp` makes when the wait would outlast the patience. */
  async pause(ms: number, giveUp: () => AisleError): Promise<void> {
    if (performance.now() + ms >= this.#until) throw giveUp();
    await sleep(ms, undefined, { signal: this.signal }).catch(() => this.throwIfOver());
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}
