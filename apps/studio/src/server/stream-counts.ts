import { AisleError } from "@aisle/runtime/errors";

/** Two streams a tab: far more tabs than a person has open. */
const maxPerPerson = 60;

/** How many streams each person has open in this process. */
export class StreamCounts {
  readonly #counts = new Map<string, number>();

  /** Counts one more until the returned function is called; throws `rate.limited` above the limit. */
  open(userId: string): () => void {
    const count = this.#counts.get(userId) ?? 0;
    if (count >= maxPerPerson) {
      throw new AisleError("rate.limited", `You have ${count} streams open, which is the limit. Close some tabs.`);
    }
    this.#counts.set(userId, count + 1);
    let isOpen = true;
    return () => {
      if (!isOpen) return;
      isOpen = false;
      const left = (this.#counts.get(userId) ?? 1) - 1;
      if (left === 0) this.#counts.delete(userId);
      else this.#counts.set(userId, left);
    };
  }
}
