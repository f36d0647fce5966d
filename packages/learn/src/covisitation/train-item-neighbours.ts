import { StringTable } from "../artefact/string-table.ts";
import { TopHits } from "../search/top-hits.ts";
import { TieKeys } from "../tie-order.ts";
import { checkpoint, type TrainingControl } from "../training-control.ts";
import { requireMemory } from "../training-memory.ts";
import { ItemNeighbours } from "./item-neighbours.ts";

/** What one shopper took together: the distinct items of an order or a session, and how much it counts (1 by default). */
export interface Basket {
  readonly items: readonly string[];
  /** Above 0; less for what is long ago. */
  readonly weight?: number;
}

/** How neighbours are found. */
export interface ItemNeighboursOptions {
  /** Neighbours stored for each item; 50 by default. */
  readonly neighbours?: number;
  /**
   * How many common baskets a pair needs before it is half believed; 5 by default. Its cosine is multiplied by
   * n / (n + shrinkage), so that two items met once by chance do not look inseparable (Bell & Koren 2007).
   */
  readonly shrinkage?: number;
  /** Items of a basket that are counted, its first ones; 200 by default. One giant order holds as many pairs as thousands. */
  readonly maxBasketItems?: number;
}

/**
 * Finds each item's nearest neighbours by the cosine over baskets, c(i,j) / √(c(i) · c(j)), shrunk (Sarwar et al. 2001).
 * Memory grows with the baskets and with items times neighbours, never with pairs: one item's partners at a time are
 * counted. Throws `TrainingTooLarge` where that is too much. Baskets of a single item count for that item's frequency.
 */
export function trainItemNeighbours(
  baskets: Iterable<Basket>,
  options: ItemNeighboursOptions = {},
  control: TrainingControl = {},
): ItemNeighbours {
  const { neighbours = 50, shrinkage = 5, maxBasketItems = 200 } = options;
  const collected = collect(baskets, maxBasketItems, control);
  const size = collected.ids.length;
  const bytes = 12 * collected.items.length + 24 * size * Math.min(neighbours, size);
  requireMemory(control, "The neighbours", bytes, "Keep fewer neighbours, or use fewer baskets.");
  const inverted = invert(collected);
  const starts = new Uint32Array(size + 1);
  const partners: number[] = [];
  const similarities: number[] = [];
  const together = new Float64Array(size);
  const touched = new Uint32Array(size);
  const ties = new TieKeys(size, (place) => collected.ids[place]!);
  for (let item = 0; item < size; item++) {
    let count = 0;
    for (let at = inverted.starts[item]!; at < inverted.starts[item + 1]!; at++) {
      const basket = inverted.baskets[at]!;
      const weight = collected.weights[basket]!;
      for (let b = collected.starts[basket]!; b < collected.starts[basket + 1]!; b++) {
        const other = collected.items[b]!;
        if (together[other] === 0) touched[count++] = other;
        together[other]! += weight;
      }
    }
    const best = new TopHits(Math.min(neighbours, count), ties.of);
    for (let t = 0; t < count; t++) {
      const other = touched[t]!;
      const common = together[other]!;
      together[other] = 0;
      if (other === item) continue;
      const cosine = common / Math.sqrt(inverted.frequency[item]! * inverted.frequency[other]!);
      best.offer((cosine * common) / (common + shrinkage), other);
    }
    for (const { ordinal, score } of best.drain()) {
      partners.push(ordinal);
      similarities.push(score);
    }
    starts[item + 1] = partners.length;
    if (item % 256 === 255 || item === size - 1)
      checkpoint(control, { stage: "neighbours", done: item + 1, total: size });
  }
  return new ItemNeighbours({
    ids: StringTable.of(collected.ids),
    starts,
    neighbours: Uint32Array.from(partners),
    similarities: Float32Array.from(similarities),
  });
}

interface CollectedBaskets {
  readonly ids: string[];
  /** For each basket, from `starts[b]` to `starts[b + 1]`, its items. */
  readonly starts: number[];
  readonly items: number[];
  readonly weights: number[];
}

function collect(baskets: Iterable<Basket>, maxBasketItems: number, control: TrainingControl): CollectedBaskets {
  const placeOf = new Map<string, number>();
  const collected: CollectedBaskets = { ids: [], starts: [0], items: [], weights: [] };
  for (const { items, weight = 1 } of baskets) {
    if (!(weight > 0)) continue;
    const seen = new Set<number>();
    for (const id of items) {
      let place = placeOf.get(id);
      if (place === undefined) {
        place = collected.ids.length;
        placeOf.set(id, place);
        collected.ids.push(id);
      }
      if (seen.size < maxBasketItems) seen.add(place);
    }
    for (const place of seen) collected.items.push(place);
    collected.starts.push(collected.items.length);
    collected.weights.push(weight);
    const done = collected.weights.length;
    if (done % 4096 === 0) checkpoint(control, { stage: "baskets", done, total: done });
  }
  return collected;
}

/** The baskets of each item, and the summed weight of those. */
function invert({ ids, starts, items, weights }: CollectedBaskets) {
  const itemStarts = new Uint32Array(ids.length + 1);
  for (const item of items) itemStarts[item + 1]!++;
  for (let item = 0; item < ids.length; item++) itemStarts[item + 1]! += itemStarts[item]!;
  const next = itemStarts.slice();
  const baskets = new Uint32Array(items.length);
  const frequency = new Float64Array(ids.length);
  for (let basket = 0; basket < weights.length; basket++)
    for (let at = starts[basket]!; at < starts[basket + 1]!; at++) {
      const item = items[at]!;
      baskets[next[item]!++] = basket;
      frequency[item]! += weights[basket]!;
    }
  return { starts: itemStarts, baskets, frequency };
}
