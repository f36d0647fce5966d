import { type Artefact, arrayOf } from "../artefact/artefact.ts";
import { TopHits } from "../search/top-hits.ts";
import { historyAt, historyCount, type ItemHistories, type ItemHistory } from "./item-histories.ts";
import type { Contribution, ItemScorer, ScorerParts } from "./item-scorer.ts";

/** How sessions are compared. */
export interface SessionNeighbourOptions {
  /** Sessions that are looked at per item of the running one, the latest. */
  readonly perItem?: number;
  /** The most alike of them that vote. */
  readonly neighbours?: number;
  /** Items of the running session that count, its last. */
  readonly window?: number;
}

/**
 * Session-kNN: sessions that share items with the running one vote for what they hold, later shared items counting more,
 * and items close to the last shared one more than those far from it (V-SKNN, Ludewig & Jannach 2018).
 */
export class SessionNeighbours implements ItemScorer {
  readonly kind = "session-neighbours";
  readonly scale = "sum";
  readonly #options: Required<SessionNeighbourOptions>;
  readonly #sessions: Uint32Array[] = [];
  /** The sessions that hold each item, the latest last. */
  readonly #holders: number[][] = [];

  constructor({ perItem = 1500, neighbours = 200, window = 8 }: SessionNeighbourOptions = {}) {
    this.#options = { perItem, neighbours, window };
  }

  score(history: ItemHistory, into: Float64Array): void {
    into.fill(0);
    for (const { session, similarity } of this.#alike(history)) {
      const items = this.#sessions[session]!;
      const anchor = lastShared(items, history);
      for (const [at, item] of items.entries()) into[item]! += similarity / (1 + Math.abs(at - anchor));
    }
  }

  /** How much each item of the running session brought in sessions that hold `item`. */
  explain(history: ItemHistory, item: number): Contribution[] {
    const amounts = new Map<number, number>();
    const own = new Set(Array.from(history.items));
    for (const { session, similarity } of this.#alike(history)) {
      if (!this.#sessions[session]!.includes(item)) continue;
      for (const other of new Set(this.#sessions[session]!))
        if (own.has(other) && other !== item) amounts.set(other, (amounts.get(other) ?? 0) + similarity);
    }
    return [...amounts]
      .map(([other, amount]) => ({ item: other, amount }))
      .sort((a, b) => b.amount - a.amount || a.item - b.item);
  }

  /** Adds sessions; they count as the latest. */
  learn(histories: ItemHistories): void {
    while (this.#holders.length < histories.itemIds.length) this.#holders.push([]);
    for (let h = 0; h < historyCount(histories); h++) {
      const items = Uint32Array.from(historyAt(histories, h).items);
      if (items.length < 2) continue;
      for (const item of new Set(items)) this.#holders[item]!.push(this.#sessions.length);
      this.#sessions.push(items);
    }
  }

  #alike({ items }: ItemHistory): { session: number; similarity: number }[] {
    const { perItem, neighbours, window } = this.#options;
    const similarity = new Map<number, number>();
    const seen = new Set<number>();
    for (let back = 1; back <= Math.min(window, items.length); back++) {
      const item = items[items.length - back]!;
      if (seen.has(item)) continue;
      seen.add(item);
      const holders = this.#holders[item] ?? [];
      for (let k = Math.max(0, holders.length - perItem); k < holders.length; k++)
        similarity.set(holders[k]!, (similarity.get(holders[k]!) ?? 0) + 1 / back);
    }
    const best = new TopHits(Math.min(neighbours, similarity.size));
    for (const [session, shared] of similarity)
      best.offer(shared / Math.sqrt(this.#sessions[session]!.length), session);
    return best.drain().map(({ ordinal, score }) => ({ session: ordinal, similarity: score }));
  }

  parts(): ScorerParts {
    const lengths = Uint32Array.from(this.#sessions, (items) => items.length);
    const all = new Uint32Array(lengths.reduce((sum, length) => sum + length, 0));
    let at = 0;
    for (const items of this.#sessions) {
      all.set(items, at);
      at += items.length;
    }
    return { state: { options: { ...this.#options }, size: this.#holders.length }, arrays: { lengths, items: all } };
  }
}

/** The sessions of saved parts. */
export function sessionNeighboursOf(artefact: Artefact): SessionNeighbours {
  const { options, size } = artefact.state as unknown as { options: SessionNeighbourOptions; size: number };
  const lengths = arrayOf(artefact, "lengths", Uint32Array);
  const starts = new Uint32Array(lengths.length + 1);
  for (const [h, length] of lengths.entries()) starts[h + 1] = starts[h]! + length;
  const model = new SessionNeighbours(options);
  const itemIds = Array.from({ length: size }, (_, item) => String(item));
  model.learn({ itemIds, starts, items: arrayOf(artefact, "items", Uint32Array), times: new Float64Array(0) });
  return model;
}

/** Where in another session the latest of our items lies that it shares. */
function lastShared(session: Uint32Array, { items }: ItemHistory): number {
  for (let back = 1; back <= items.length; back++) {
    const at = session.lastIndexOf(items[items.length - back]!);
    if (at >= 0) return at;
  }
  return session.length - 1;
}
