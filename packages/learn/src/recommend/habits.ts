import type { Artefact } from "../artefact/artefact.ts";
import { msPerDay, recencyWeight } from "../features/recency-weight.ts";
import type { ItemHistory } from "./item-histories.ts";
import type { Contribution, ItemScorer, ScorerParts } from "./item-scorer.ts";

/** How often the shopper took each item before, old times counting less: what a regular buys again. */
export class Habits implements ItemScorer {
  readonly kind = "habits";
  readonly scale = "sum";
  readonly halfLifeDays: number;

  constructor(halfLifeDays = 60) {
    this.halfLifeDays = halfLifeDays;
  }

  /** Without times every taking counts 1. Ages are taken from the latest event of the history. */
  score({ items, times }: ItemHistory, into: Float64Array): void {
    into.fill(0);
    for (let k = 0; k < items.length; k++) into[items[k]!]! += this.#weigh(times, k);
  }

  explain({ items, times }: ItemHistory, item: number): Contribution[] {
    let amount = 0;
    for (let k = 0; k < items.length; k++) if (items[k] === item) amount += this.#weigh(times, k);
    return amount > 0 ? [{ item, amount }] : [];
  }

  #weigh(times: ArrayLike<number> | undefined, k: number): number {
    return times ? recencyWeight((times[times.length - 1]! - times[k]!) / msPerDay, this.halfLifeDays) : 1;
  }

  parts(): ScorerParts {
    return { state: { halfLifeDays: this.halfLifeDays }, arrays: {} };
  }
}

/** The habits of saved parts. */
export function habitsOf(artefact: Artefact): Habits {
  return new Habits((artefact.state as { halfLifeDays: number }).halfLifeDays);
}
