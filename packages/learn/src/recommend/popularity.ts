import { type Artefact, arrayOf } from "../artefact/artefact.ts";
import { clockOf, DecayClock } from "./decay-clock.ts";
import { historyAt, historyCount, type ItemHistories, type ItemHistory } from "./item-histories.ts";
import type { ItemScorer, ScorerParts } from "./item-scorer.ts";

/** Pseudo-events shared among all items, so that one never taken is unlikely and not impossible. */
const pseudoEvents = 1;

/** How often each item was taken, old events counting less. The same list for everybody, and the last resort. */
export class Popularity implements ItemScorer {
  readonly kind = "popularity";
  readonly scale = "log";
  readonly #clock: DecayClock;
  #counts: Float64Array;
  #total: number;

  constructor(size: number, clock: DecayClock, counts = new Float64Array(size)) {
    this.#clock = clock;
    this.#counts = counts;
    this.#total = counts.reduce((sum, count) => sum + count, 0);
  }

  /** Share of all (decayed) events that each item has, in logarithms. */
  score(_history: ItemHistory, into: Float64Array): void {
    const pseudo = pseudoEvents * this.#clock.scale;
    const total = this.#total + pseudo;
    for (let item = 0; item < into.length; item++)
      into[item] = Math.log(((this.#counts[item] ?? 0) + pseudo / into.length) / total);
  }

  /** The share of all events that an item has. */
  share(item: number): number {
    return this.#total === 0 ? 0 : (this.#counts[item] ?? 0) / this.#total;
  }

  learn(histories: ItemHistories): void {
    const size = histories.itemIds.length;
    if (size > this.#counts.length) {
      const wider = new Float64Array(size);
      wider.set(this.#counts);
      this.#counts = wider;
    }
    for (let h = 0; h < historyCount(histories); h++) {
      const { items, times } = historyAt(histories, h);
      for (let k = 0; k < items.length; k++) {
        const weight = this.#clock.weigh(times?.[k]);
        this.#counts[items[k]!]! += weight;
        this.#total += weight;
      }
    }
  }

  /**
   * The most popular items, those of the first category first and so on down the list, then of all: whom nobody knows
   * gets best sellers of what they said they like, then overall. `categoryOf` gives each item's category, `compareTied`
   * the order of items taken equally often.
   */
  best(
    limit: number,
    categories: readonly string[] = [],
    categoryOf: readonly (string | null)[] = [],
    compareTied: (a: number, b: number) => number = (a, b) => a - b,
  ): number[] {
    const order = [...this.#counts.keys()].sort((a, b) => this.#counts[b]! - this.#counts[a]! || compareTied(a, b));
    const selected = new Set<number>();
    for (const category of [...categories, null])
      for (const item of order) {
        if (selected.size >= limit) return [...selected];
        if (category === null || (categoryOf[item] === category && this.#counts[item]! > 0)) selected.add(item);
      }
    return [...selected];
  }

  parts(): ScorerParts {
    return { state: this.#clock.state, arrays: { counts: this.#counts } };
  }
}

/** Counts the events of all histories. `halfLifeDays` null: all events count alike. */
export function trainPopularity(
  histories: ItemHistories,
  { halfLifeDays = null }: { readonly halfLifeDays?: number | null } = {},
): Popularity {
  const popularity = new Popularity(histories.itemIds.length, new DecayClock(halfLifeDays));
  popularity.learn(histories);
  return popularity;
}

/** The popularity of saved parts. */
export function popularityOf(artefact: Artefact): Popularity {
  const counts = arrayOf(artefact, "counts", Float64Array);
  return new Popularity(counts.length, clockOf(artefact.state as unknown as DecayClock["state"]), counts);
}
