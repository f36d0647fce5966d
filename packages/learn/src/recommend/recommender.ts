import type { ArtefactInfo } from "../artefact/artefact.ts";
import { TopHits } from "../search/top-hits.ts";
import { TieKeys } from "../tie-order.ts";
import { type Blend, blendScores } from "./blend.ts";
import { type ItemHistory, packHistories, type RawHistory } from "./item-histories.ts";
import type { ItemScorer } from "./item-scorer.ts";
import type { Popularity } from "./popularity.ts";

/** Whether items of the history may be recommended again: never, not straight after themselves, or as they come. */
export type Repeats = "never" | "not-at-once" | "always";

/** What a recommender is made of. */
export interface RecommenderParts {
  readonly itemIds: readonly string[];
  readonly scorers: readonly ItemScorer[];
  readonly blend: Blend;
  readonly repeats: Repeats;
  /** For whom nothing is known. */
  readonly popularity: Popularity;
  readonly info: Pick<ArtefactInfo, "window" | "parameters" | "metrics">;
}

/** One recommended item, with the items of the history that speak for it, the strongest first. */
export interface RecommendedItem {
  readonly id: string;
  readonly score: number;
}

/** Recommends by a blend of scorers. New events are taken in by `learn`; what needs training keeps its last state. */
export class Recommender {
  #parts: RecommenderParts;
  #placeOf: Map<string, number>;
  #ties: TieKeys;

  constructor(parts: RecommenderParts) {
    this.#parts = parts;
    this.#placeOf = new Map(parts.itemIds.map((id, place) => [id, place]));
    this.#ties = tiesOf(parts.itemIds);
  }

  get parts(): RecommenderParts {
    return this.#parts;
  }

  /** A history of ids as places; unknown items are passed over. */
  historyOf({ items, times }: RawHistory): ItemHistory {
    const known = [...items.keys()].filter((k) => this.#placeOf.has(items[k]!));
    const places = known.map((k) => this.#placeOf.get(items[k]!)!);
    return times ? { items: places, times: known.map((k) => times[k]!) } : { items: places };
  }

  /**
   * The best items for a history, best first. Without a single known item: best sellers of the given categories, then of
   * all. `categoryOf` gives each item's category, in the order of `itemIds`.
   */
  recommend(
    history: RawHistory,
    limit: number,
    cold: { readonly categories?: readonly string[]; readonly categoryOf?: readonly (string | null)[] } = {},
  ): RecommendedItem[] {
    const own = this.historyOf(history);
    const { itemIds, popularity } = this.#parts;
    if (own.items.length === 0)
      return popularity
        .best(Math.max(0, limit), cold.categories, cold.categoryOf, this.#ties.compare)
        .map((item) => ({ id: itemIds[item]!, score: popularity.share(item) }));
    const scores = this.scores(own);
    const allowed = allowedAfter(this.#parts.repeats)(own);
    const best = new TopHits(Math.max(0, Math.min(limit, scores.length)), this.#ties.of);
    for (const [item, score] of scores.entries()) if (best.wants(score, item) && allowed(item)) best.offer(score, item);
    return best.drain().map(({ ordinal, score }) => ({ id: itemIds[ordinal]!, score }));
  }

  /** The blended score of every item, in the order of `itemIds`. */
  scores(history: ItemHistory): Float64Array {
    const scores = new Float64Array(this.#parts.itemIds.length);
    blendScores(this.#parts.blend, this.#parts.scorers, history, scores, new Float64Array(scores.length));
    return scores;
  }

  /**
   * "Because they took …": the items of the history that speak most for an item, with their share of what all of them
   * say. Every scorer that can tell has a say by the weight the blend gives it; empty where none can.
   */
  explain(history: RawHistory, itemId: string, limit = 3): { readonly id: string; readonly share: number }[] {
    const item = this.#placeOf.get(itemId);
    if (item === undefined) return [];
    const own = this.historyOf(history);
    const amounts = new Map<number, number>();
    for (const [s, scorer] of this.#parts.scorers.entries()) {
      const { unit, weight, logWeight } = this.#parts.blend.terms[s]!;
      const trust = (Math.max(0, weight) + Math.max(0, logWeight)) / unit;
      if (trust === 0) continue;
      for (const { item: source, amount } of scorer.explain?.(own, item) ?? [])
        amounts.set(source, (amounts.get(source) ?? 0) + trust * amount);
    }
    const all = [...amounts.values()].reduce((sum, amount) => sum + amount, 0);
    return [...amounts]
      .sort(([a, x], [b, y]) => y - x || this.#ties.compare(a, b))
      .slice(0, limit)
      .map(([source, amount]) => ({ id: this.#parts.itemIds[source]!, share: amount / all }));
  }

  /**
   * Takes in new histories (whole ones that were not there before, such as ended sessions); items may be new. Popularity,
   * transitions and session neighbours learn from them at once; weights that need training wait for the next one.
   */
  learn(histories: Iterable<RawHistory>): void {
    const packed = packHistories(histories, this.#parts.itemIds);
    for (const scorer of new Set([...this.#parts.scorers, this.#parts.popularity])) scorer.learn?.(packed);
    this.#parts = { ...this.#parts, itemIds: packed.itemIds };
    this.#placeOf = new Map(packed.itemIds.map((id, place) => [id, place]));
    this.#ties = tiesOf(packed.itemIds);
  }
}

/** Which items may follow a history. */
export function allowedAfter(repeats: Repeats): (history: ItemHistory) => (item: number) => boolean {
  return ({ items }) => {
    if (repeats === "always") return () => true;
    const last = items[items.length - 1];
    if (repeats === "not-at-once") return (item) => item !== last;
    const own = new Set(Array.from(items));
    return (item) => !own.has(item);
  };
}

function tiesOf(ids: readonly string[]): TieKeys {
  return new TieKeys(ids.length, (place) => ids[place]!);
}
