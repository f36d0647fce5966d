import { type Artefact, arrayOf } from "../artefact/artefact.ts";
import type { SparseFeatures } from "../linear/softmax-regression.ts";
import { historyAt, historyCount, type ItemHistories } from "./item-histories.ts";
import type { ScorerParts } from "./item-scorer.ts";
import { PairTable } from "./pair-table.ts";

/** The small numbers of a context, as saved. */
export interface SequenceContextState {
  readonly items: number;
  readonly groupCount: number;
  readonly pairs: number;
}

const lengths = 6;
const fade = 0.85;
const memory = 20;

/**
 * Numbers the things that a session's next item may depend on, one row each: in this order the last item, the second and
 * the third last, earlier ones, the first, the session's length, a bias, pairs of groups, and pairs of the last two items.
 */
export class SequenceContext {
  readonly rows: number;
  readonly #items: number;
  readonly #groups: Uint32Array;
  readonly #groupCount: number;
  readonly #pairs: Float64Array;
  readonly #pairRows: Map<number, number>;

  /** `pairs` are keys of pairs of items that have a row: first × items + second. */
  constructor(items: number, groups: Uint32Array, groupCount: number, pairs: Float64Array) {
    this.#items = items;
    this.#groups = groups;
    this.#groupCount = groupCount;
    this.#pairs = pairs;
    const firstPair = 5 * items + lengths + 1 + groupCount * groupCount;
    this.#pairRows = new Map(Array.from(pairs, (key, k) => [key, firstPair + k]));
    this.rows = firstPair + pairs.length;
  }

  /** Gives rows to the pairs that occur at least so often. */
  static learned(histories: ItemHistories, leastPair: number, groups: readonly number[]): SequenceContext {
    const size = histories.itemIds.length;
    const table = new PairTable();
    for (let h = 0; h < historyCount(histories); h++) {
      const { items } = historyAt(histories, h);
      for (let at = 2; at < items.length; at++) table.add(items[at - 2]!, items[at - 1]!, 1);
    }
    const keys: number[] = [];
    table.each((a, b, count) => {
      if (count >= leastPair) keys.push(a * size + b);
    });
    const own = Uint32Array.from({ length: groups.length === 0 ? 0 : size }, (_, item) => groups[item] ?? 0);
    const groupCount = own.reduce((most, group) => Math.max(most, group + 1), 0);
    return new SequenceContext(size, own, groupCount, Float64Array.from(keys.sort((a, b) => a - b)));
  }

  /** The rows that are active before position `at` of a session, and how much; items that came later than the training have none. */
  at(items: ArrayLike<number>, at: number): SparseFeatures {
    const size = this.#items;
    const rows: number[] = [];
    const values: number[] = [];
    const add = (row: number, value: number) => {
      rows.push(row);
      values.push(value);
    };
    const known = (back: number) => (back <= at && items[at - back]! < size ? items[at - back]! : -1);
    const [last, second, third] = [known(1), known(2), known(3)];
    const afterItems = 5 * size;
    add(afterItems + lengths, 1);
    add(afterItems + Math.min(lengths, Math.max(1, at)) - 1, 1);
    if (last >= 0) add(last, 1);
    if (second >= 0) add(size + second, 1);
    if (third >= 0) add(2 * size + third, 1);
    for (let back = 2; back <= Math.min(at, memory); back++)
      if (known(back) >= 0) add(3 * size + known(back), fade ** (back - 2));
    if (at > 1 && items[0]! < size) add(4 * size + items[0]!, 1);
    if (last >= 0 && second >= 0) {
      if (this.#groupCount > 0)
        add(afterItems + lengths + 1 + this.#groups[second]! * this.#groupCount + this.#groups[last]!, 1);
      const pair = this.#pairRows.get(second * size + last);
      if (pair !== undefined) add(pair, 1);
    }
    return { rows, values, count: rows.length };
  }

  parts(): ScorerParts {
    return {
      state: { items: this.#items, groupCount: this.#groupCount, pairs: this.#pairs.length },
      arrays: { groups: this.#groups, pairs: this.#pairs },
    };
  }

  /** The context of saved parts. */
  static restored({ items, groupCount }: SequenceContextState, artefact: Artefact): SequenceContext {
    const groups = arrayOf(artefact, "groups", Uint32Array);
    return new SequenceContext(items, groups, groupCount, arrayOf(artefact, "pairs", Float64Array));
  }
}
