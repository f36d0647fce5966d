import type { Artefact } from "../artefact/artefact.ts";
import { clockOf, DecayClock } from "./decay-clock.ts";
import { historyAt, historyCount, type ItemHistories, type ItemHistory, maxItems } from "./item-histories.ts";
import type { ItemScorer, ScorerParts } from "./item-scorer.ts";
import { type Popularity, popularityOf, trainPopularity } from "./popularity.ts";

/** What followed a context of one to three items, with decayed counts. */
interface Followers {
  total: number;
  readonly counts: Map<number, number>;
}

/** How transitions are counted. */
export interface TransitionOptions {
  /** Longest context, in items: 1 is a Markov chain of the first order. */
  readonly order?: 1 | 2 | 3;
  readonly halfLifeDays?: number | null;
  /** Pseudo-events of the next shorter context that a context is mixed with. */
  readonly backOff?: number;
}

/**
 * What usually follows the last items of a session: Markov chains up to the third order, each backing off to the shorter
 * one with weight backOff / (count + backOff) (Witten & Bell 1991 in spirit), and the first order to popularity.
 */
export class Transitions implements ItemScorer {
  readonly kind = "transitions";
  readonly scale = "log";
  readonly #options: Required<TransitionOptions>;
  readonly #clock: DecayClock;
  readonly #popularity: Popularity;
  /** By order less one, then by context. */
  readonly #followers: Map<number, Followers>[];

  constructor(
    options: Required<TransitionOptions>,
    clock: DecayClock,
    popularity: Popularity,
    followers?: Map<number, Followers>[],
  ) {
    this.#options = options;
    this.#clock = clock;
    this.#popularity = popularity;
    this.#followers = followers ?? Array.from({ length: options.order }, () => new Map());
  }

  score(history: ItemHistory, into: Float64Array): void {
    this.#popularity.score(history, into);
    for (let item = 0; item < into.length; item++) into[item] = Math.exp(into[item]!);
    const { order, backOff } = this.#options;
    const { scale } = this.#clock;
    for (let depth = 1; depth <= Math.min(order, history.items.length); depth++) {
      const found = this.#followers[depth - 1]!.get(contextOf(history.items, history.items.length, depth));
      if (!found) break;
      const total = found.total + backOff * scale;
      const factor = (backOff * scale) / total;
      for (let item = 0; item < into.length; item++) into[item]! *= factor;
      for (const [item, count] of found.counts) into[item]! += count / total;
    }
    for (let item = 0; item < into.length; item++) into[item] = Math.log(into[item]!);
  }

  /** Adds sessions that were not counted before. */
  learn(histories: ItemHistories): void {
    this.#popularity.learn(histories);
    this.#count(histories);
  }

  #count(histories: ItemHistories): void {
    for (let h = 0; h < historyCount(histories); h++) {
      const { items, times } = historyAt(histories, h);
      for (let at = 1; at < items.length; at++) {
        const weight = this.#clock.weigh(times?.[at]);
        for (let depth = 1; depth <= Math.min(this.#options.order, at); depth++) {
          const context = contextOf(items, at, depth);
          const found = followersOf(this.#followers[depth - 1]!, context);
          found.total += weight;
          found.counts.set(items[at]!, (found.counts.get(items[at]!) ?? 0) + weight);
        }
      }
    }
  }

  /** Counts sessions without counting their items for popularity, which was trained on them already. */
  static trained(histories: ItemHistories, options: TransitionOptions = {}): Transitions {
    const full = {
      order: options.order ?? 3,
      halfLifeDays: options.halfLifeDays ?? null,
      backOff: options.backOff ?? 10,
    };
    const popularity = trainPopularity(histories, { halfLifeDays: full.halfLifeDays });
    const transitions = new Transitions(full, new DecayClock(full.halfLifeDays), popularity);
    transitions.#count(histories);
    return transitions;
  }

  parts(): ScorerParts {
    const rows: number[] = [];
    for (const [depth, contexts] of this.#followers.entries())
      for (const [context, { counts }] of contexts)
        for (const [item, count] of counts) rows.push(depth, context, item, count);
    const { state, arrays } = this.#popularity.parts();
    return {
      state: { options: { ...this.#options }, clock: this.#clock.state, popularity: state },
      arrays: { rows: Float64Array.from(rows), ...arrays },
    };
  }
}

/** The transitions of saved parts. */
export function transitionsOf(artefact: Artefact): Transitions {
  const { options, clock, popularity } = artefact.state as unknown as {
    options: Required<TransitionOptions>;
    clock: DecayClock["state"];
    popularity: Artefact["state"];
  };
  const followers = Array.from({ length: options.order }, () => new Map<number, Followers>());
  const rows = artefact.arrays.rows ?? new Float64Array(0);
  for (let at = 0; at + 3 < rows.length; at += 4) {
    const contexts = followers[rows[at]!]!;
    const found = followersOf(contexts, rows[at + 1]!);
    found.total += rows[at + 3]!;
    found.counts.set(rows[at + 2]!, rows[at + 3]!);
  }
  return new Transitions(options, clockOf(clock), popularityOf({ ...artefact, state: popularity }), followers);
}

/** One number for the `depth` items before position `at`; exact below 2^17 items. */
function contextOf(items: ArrayLike<number>, at: number, depth: number): number {
  let context = 0;
  for (let back = depth; back >= 1; back--) context = context * maxItems + items[at - back]!;
  return context;
}

function followersOf(contexts: Map<number, Followers>, context: number): Followers {
  const known = contexts.get(context);
  if (known) return known;
  const found: Followers = { total: 0, counts: new Map() };
  contexts.set(context, found);
  return found;
}
