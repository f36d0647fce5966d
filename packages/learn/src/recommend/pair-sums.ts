import { checkpoint, type TrainingControl } from "../training-control.ts";
import { requireMemory } from "../training-memory.ts";
import type { ItemHistories } from "./item-histories.ts";

/** For one item, what was summed with each partner, in the order of the partners' places. */
export interface PartnerSums {
  readonly partners: Uint32Array;
  readonly sums: Float32Array;
}

/** What a pair of positions p and q of history h, `length` long, adds to the pair of their items. */
export type PairValue = (h: number, p: number, q: number, length: number) => number;

/**
 * Sums a value over all pairs of positions of the same history that lie at most `window` apart, item by item (a position
 * and itself included). One item's partners at a time are gathered, so memory grows with pairs that occur, 8 bytes each;
 * throws `TrainingTooLarge` when they become too many.
 */
export function pairSums(
  histories: ItemHistories,
  window: number,
  value: PairValue,
  control: TrainingControl = {},
  stage = "pairs",
): PartnerSums[] {
  const { starts, items } = histories;
  const size = histories.itemIds.length;
  const { order, offsets, owner } = positionsByItem(histories);
  const sums = new Float64Array(size);
  const touched = new Uint32Array(size);
  const seen = new Uint8Array(size);
  const rows: PartnerSums[] = [];
  let pairs = 0;
  for (let item = 0; item < size; item++) {
    let count = 0;
    for (let k = offsets[item]!; k < offsets[item + 1]!; k++) {
      const at = order[k]!;
      const h = owner[at]!;
      const [from, to] = [starts[h]!, starts[h + 1]!];
      const last = Math.min(to - 1, at + window);
      for (let other = Math.max(from, at - window); other <= last; other++) {
        const added = value(h, at - from, other - from, to - from);
        if (added === 0) continue;
        const partner = items[other]!;
        if (seen[partner] === 0) {
          seen[partner] = 1;
          touched[count++] = partner;
        }
        sums[partner]! += added;
      }
    }
    const partners = touched.slice(0, count).sort();
    const partnerSums = new Float32Array(count);
    for (const [k, partner] of partners.entries()) {
      partnerSums[k] = sums[partner]!;
      sums[partner] = 0;
      seen[partner] = 0;
    }
    rows.push({ partners, sums: partnerSums });
    pairs += count;
    requireMemory(control, "The pairs of items", 8 * pairs, "Use a shorter window, or leave rare items out.");
    if (item % 256 === 255 || item === size - 1) checkpoint(control, { stage, done: item + 1, total: size });
  }
  return rows;
}

function positionsByItem({ starts, items, itemIds }: ItemHistories) {
  const offsets = new Uint32Array(itemIds.length + 1);
  for (const item of items) offsets[item + 1]!++;
  for (let i = 0; i < itemIds.length; i++) offsets[i + 1]! += offsets[i]!;
  const next = offsets.slice();
  const order = new Uint32Array(items.length);
  const owner = new Uint32Array(items.length);
  for (let h = 0; h + 1 < starts.length; h++)
    for (let at = starts[h]!; at < starts[h + 1]!; at++) {
      order[next[items[at]!]!++] = at;
      owner[at] = h;
    }
  return { order, offsets, owner };
}
