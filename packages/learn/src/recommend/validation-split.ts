import { msPerDay } from "../features/recency-weight.ts";
import {
  historyAt,
  historyCount,
  type ItemHistories,
  type ItemHistory,
  latestTime,
  shortenHistories,
} from "./item-histories.ts";

/** What is held back to learn a blend on. */
export type ValidationSplit =
  /** The last item of every history of at least two. */
  | { readonly kind: "last-item" }
  /** Every item but the first of the sessions that begin in the last days. */
  | { readonly kind: "last-sessions"; readonly days: number }
  /** All that shoppers with earlier history took in the last days. */
  | { readonly kind: "last-days"; readonly days: number };

/** A history and what came after it. */
export interface BlendExample {
  readonly history: ItemHistory;
  readonly targets: readonly number[];
}

/**
 * Parts histories in time: in a split by days nothing after the cut is trained on, the rest of a session that runs over
 * it included. Throws `RangeError` where a split by days is asked of histories without times. */
export function splitForValidation(
  histories: ItemHistories,
  split: ValidationSplit,
): { train: ItemHistories; examples: BlendExample[] } {
  const examples: BlendExample[] = [];
  const count = historyCount(histories);
  const lengths = new Uint32Array(count);
  const latest = latestTime(histories);
  if (split.kind !== "last-item" && latest === undefined)
    throw new RangeError(`A "${split.kind}" split needs histories with times.`);
  const cut = split.kind === "last-item" ? 0 : latest! - split.days * msPerDay;
  for (let h = 0; h < count; h++) {
    const history = historyAt(histories, h);
    const { items, times } = history;
    if (split.kind === "last-item") {
      lengths[h] = items.length < 2 ? items.length : items.length - 1;
      if (items.length >= 2)
        examples.push({ history: prefixOf(history, items.length - 1), targets: [items[items.length - 1]!] });
    } else if (split.kind === "last-sessions") {
      if (items.length === 0 || times![0]! <= cut) lengths[h] = eventsUntil(cut, times);
      else
        for (let at = 1; at < items.length; at++)
          if (items[at] !== items[at - 1]) examples.push({ history: prefixOf(history, at), targets: [items[at]!] });
    } else {
      const before = eventsUntil(cut, times);
      lengths[h] = before;
      if (before > 0 && before < items.length)
        examples.push({ history: prefixOf(history, before), targets: [...new Set(Array.from(items).slice(before))] });
    }
  }
  return { train: shortenHistories(histories, lengths), examples };
}

function eventsUntil(cut: number, times: ArrayLike<number> = []): number {
  let before = 0;
  while (before < times.length && times[before]! <= cut) before++;
  return before;
}

/** The first `length` items of a history. */
export function prefixOf({ items, times }: ItemHistory, length: number): ItemHistory {
  const first = Array.prototype.slice.call(items, 0, length) as number[];
  return times ? { items: first, times: Array.prototype.slice.call(times, 0, length) as number[] } : { items: first };
}
