import { byTieKey } from "../tie-order.ts";

/** What one shopper (or session) took, in time order, as places among the items. */
export interface ItemHistory {
  readonly items: ArrayLike<number>;
  /** Epoch milliseconds of each, where known. */
  readonly times?: ArrayLike<number>;
}

/** Histories of many, one after the other: number h reaches from `starts[h]` to `starts[h + 1]`. */
export interface ItemHistories {
  readonly itemIds: readonly string[];
  readonly starts: Uint32Array;
  readonly items: Uint32Array;
  /** Epoch milliseconds, parallel to `items`, or empty where only the order is known. */
  readonly times: Float64Array;
}

/** One shopper's (or session's) item ids in time order, with their times or without. */
export interface RawHistory {
  readonly items: readonly string[];
  readonly times?: readonly number[];
}

/** Items that a recommender may know; places of three of them must fit into one exact number. */
export const maxItems = 1 << 17;

/**
 * Packs histories; `knownIds` keep their places and new ones follow in the order of their tie keys, so that scorers, who
 * know places alone, give no item an advantage for its id or for coming first. Times count only where every history has them.
 * Throws `RangeError` for times that do not fit their items or run backwards, and for more than 131,072 items.
 */
export function packHistories(histories: Iterable<RawHistory>, knownIds: readonly string[] = []): ItemHistories {
  const itemIds = [...knownIds];
  const placeOf = new Map(itemIds.map((id, place) => [id, place]));
  const starts = [0];
  const items: number[] = [];
  const times: number[] = [];
  let timed = true;
  for (const history of histories) {
    if (history.times) checkTimes(history.items.length, history.times);
    else if (history.items.length > 0) timed = false;
    for (const [k, id] of history.items.entries()) {
      let place = placeOf.get(id);
      if (place === undefined) {
        place = itemIds.length;
        placeOf.set(id, place);
        itemIds.push(id);
      }
      items.push(place);
      if (timed) times.push(history.times![k]!);
    }
    starts.push(items.length);
  }
  if (itemIds.length > maxItems)
    throw new RangeError(
      `There are ${itemIds.length} items; a recommender takes up to ${maxItems}. Leave rare ones out.`,
    );
  const order = itemIds.slice(knownIds.length).sort(byTieKey);
  const moved = new Uint32Array(itemIds.length).map((_, place) => place);
  for (const [k, id] of order.entries()) moved[placeOf.get(id)!] = knownIds.length + k;
  return {
    itemIds: [...knownIds, ...order],
    starts: Uint32Array.from(starts),
    items: Uint32Array.from(items, (place) => moved[place]!),
    times: timed ? Float64Array.from(times) : new Float64Array(0),
  };
}

function checkTimes(count: number, times: readonly number[]): void {
  if (times.length !== count) throw new RangeError(`A history has ${count} items and ${times.length} times.`);
  for (const [k, time] of times.entries())
    if (!Number.isFinite(time) || (k > 0 && time < times[k - 1]!))
      throw new RangeError("The times of a history must be finite and in order. Sort its events first.");
}

/** How many histories there are. */
export function historyCount({ starts }: ItemHistories): number {
  return starts.length - 1;
}

/** One history, in place. */
export function historyAt({ starts, items, times }: ItemHistories, h: number): ItemHistory {
  const [from, to] = [starts[h]!, starts[h + 1]!];
  const part = items.subarray(from, to);
  return times.length === 0 ? { items: part } : { items: part, times: times.subarray(from, to) };
}

/** The histories as they were before: of each the first `lengths[h]` items. */
export function shortenHistories(histories: ItemHistories, lengths: ArrayLike<number>): ItemHistories {
  const count = historyCount(histories);
  const starts = new Uint32Array(count + 1);
  for (let h = 0; h < count; h++) starts[h + 1] = starts[h]! + lengths[h]!;
  const items = new Uint32Array(starts[count]!);
  const times = new Float64Array(histories.times.length === 0 ? 0 : items.length);
  for (let h = 0; h < count; h++) {
    const from = histories.starts[h]!;
    items.set(histories.items.subarray(from, from + lengths[h]!), starts[h]!);
    if (times.length > 0) times.set(histories.times.subarray(from, from + lengths[h]!), starts[h]!);
  }
  return { itemIds: histories.itemIds, starts, items, times };
}

/** The latest time among the histories, or undefined where there are no times. */
export function latestTime({ times }: ItemHistories): number | undefined {
  let latest: number | undefined;
  for (const time of times) if (latest === undefined || time > latest) latest = time;
  return latest;
}
