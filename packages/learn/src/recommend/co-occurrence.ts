import { checkpoint, type TrainingControl } from "../training-control.ts";
import { requireMemory } from "../training-memory.ts";
import { DecayClock } from "./decay-clock.ts";
import { historyAt, historyCount, type ItemHistories } from "./item-histories.ts";
import { ItemWeights, rowsBySource, type StepDecay } from "./item-weights.ts";
import { PairTable } from "./pair-table.ts";

/** How alike two items are, from how often they were taken, apart and together. */
export interface SimilarityOptions {
  /**
   * `cosine`: c(i,j) / √(c(i) c(j)) (Sarwar et al. 2001). `lift`: ln(1 + n c(i,j) / (c(i) c(j))), how much more often
   * than by chance. `confidence`: c(i,j) / c(i), the share of those with i who also took j.
   */
  readonly measure?: "cosine" | "lift" | "confidence";
  /** The measure is multiplied by c(i,j) / (c(i,j) + shrinkage), so that chance meetings count little (Bell & Koren 2007). */
  readonly shrinkage?: number;
  /** Neighbours stored for each item, the closest. */
  readonly neighbours?: number;
  /** How the items of a history are weighed when neighbours are summed up. */
  readonly decay?: StepDecay;
  /** Items of a history that count, its last. */
  readonly window?: number;
}

/** Which items were taken by the same shopper (or in the same order): counts that new events are simply added to. */
export class CoOccurrence {
  readonly #clock: DecayClock;
  readonly #together = new PairTable();
  readonly #maxHistoryItems: number;
  #counts = new Float64Array(0);
  #histories = 0;

  /**
   * Of a history longer than `maxHistoryItems` distinct items only the last ones count: a bulk order holds as many pairs
   * as thousands of shoppers. With a half-life, histories count by the age of their last event.
   */
  constructor({
    halfLifeDays = null,
    maxHistoryItems = 200,
  }: { halfLifeDays?: number | null; maxHistoryItems?: number } = {}) {
    this.#clock = new DecayClock(halfLifeDays);
    this.#maxHistoryItems = maxHistoryItems;
  }

  /** Adds histories that were not counted before. Throws `TrainingTooLarge` when the pairs become too many. */
  learn(histories: ItemHistories, control: TrainingControl = {}): void {
    const wider = new Float64Array(Math.max(this.#counts.length, histories.itemIds.length));
    wider.set(this.#counts);
    this.#counts = wider;
    const count = historyCount(histories);
    for (let h = 0; h < count; h++) {
      const { items, times } = historyAt(histories, h);
      const weight = this.#clock.weigh(times?.[items.length - 1]);
      const distinct = [...new Set(Array.from(items).reverse())].slice(0, this.#maxHistoryItems).sort((a, b) => a - b);
      if (distinct.length > 0) this.#histories += weight;
      for (const [k, a] of distinct.entries()) {
        this.#counts[a]! += weight;
        for (let other = k + 1; other < distinct.length; other++) this.#together.add(a, distinct[other]!, weight);
      }
      // A pair takes 24 bytes here, and 80 while neighbours are sorted.
      const bytes = 104 * this.#together.size;
      requireMemory(
        control,
        "The pairs of items",
        bytes,
        "Count fewer items of each history, or leave rare items out.",
      );
      if (h % 1024 === 1023 || h === count - 1)
        checkpoint(control, { stage: "co-occurrence", done: h + 1, total: count });
    }
  }

  /** Times that two different items were taken together, decayed to the latest event. */
  together(a: number, b: number): number {
    return this.#together.get(Math.min(a, b), Math.max(a, b)) / this.#clock.scale;
  }

  /** The nearest neighbours of every item: an item-kNN to recommend from. */
  neighbours(options: SimilarityOptions = {}): ItemWeights {
    const { measure = "cosine", shrinkage = 5, neighbours = 100, decay = { kind: "none" }, window = 50 } = options;
    const { scale } = this.#clock;
    const lists: { item: number; value: number }[][] = Array.from(this.#counts, () => []);
    this.#together.each((a, b, sum) => {
      const shrunk = sum / scale / (sum / scale + shrinkage);
      for (const [from, to] of [
        [a, b],
        [b, a],
      ] as const) {
        const [own, other] = [this.#counts[from]!, this.#counts[to]!];
        const value =
          measure === "cosine"
            ? sum / Math.sqrt(own * other)
            : measure === "lift"
              ? Math.log1p((this.#histories * sum) / (own * other))
              : sum / own;
        lists[from]!.push({ item: to, value: value * shrunk });
      }
    });
    for (const list of lists) {
      list.sort((x, y) => y.value - x.value || x.item - y.item);
      list.length = Math.min(list.length, neighbours);
    }
    const bySource = lists.map((list) => ({
      sources: list.map(({ item }) => item),
      values: list.map(({ value }) => value),
    }));
    return new ItemWeights(transposed(bySource), decay, window);
  }
}

/** Rows of sources as `rowsBySource` wants them: by target. */
function transposed(bySource: readonly { sources: number[]; values: number[] }[]) {
  const byTarget = bySource.map(() => ({ sources: [] as number[], values: [] as number[] }));
  for (const [source, row] of bySource.entries())
    for (const [k, target] of row.sources.entries()) {
      byTarget[target]!.sources.push(source);
      byTarget[target]!.values.push(row.values[k]!);
    }
  return rowsBySource(bySource.length, byTarget);
}
