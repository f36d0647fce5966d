import { setImmediate as nextTurn } from "node:timers/promises";

/** So long, in milliseconds, may a loop over rows hold up everybody else in its process. */
const maxHeldMs = 20;

/** Gives the others in the process their turn while a long loop goes on. */
export class Turns {
  #since = performance.now();

  /** What to wait for before the next row; undefined while nobody has waited for long. */
  next(): Promise<void> | undefined {
    return performance.now() - this.#since < maxHeldMs ? undefined : this.#give();
  }

  async #give(): Promise<void> {
    await nextTurn();
    this.#since = performance.now();
  }
}
