import { seedOf } from "@aisle/app/serving/serve-request";

const targetPerSecond = 20;

/**
 * Decides which decisions store all their candidates: every one while traffic is low, else about twenty a second, chosen by a hash
 * of the decision's id so that the choice depends on nothing else.
 */
export class CandidateShare {
  #share = 1;
  #count = 0;
  #since = 0;

  /** The share of decisions, 0 to 1, that store their candidates now. */
  get share(): number {
    return this.#share;
  }

  includes(decisionId: string, at: number): boolean {
    this.#count++;
    if (at - this.#since >= 1000) {
      const perSecond = (this.#count * 1000) / Math.max(1000, at - this.#since);
      this.#share = Math.min(1, targetPerSecond / perSecond);
      this.#count = 0;
      this.#since = at;
    }
    return this.#share === 1 || seedOf(decisionId) / 4294967296 < this.#share;
  }
}
