import type { Decision } from "@aisle/contracts/decision";
import { oddsOf, type SlotOdds } from "@aisle/nodes/rank/explore-slot-odds";
import { scoredPositions } from "./answer-odds.ts";
import type { ReplayedRequest } from "./replay-requests.ts";
import type { ProductReward } from "./rewards-of.ts";

/** The number of what stands in a slot that an answer does not fill. */
export const nobody = 0;

/** Numbers in the place of product ids, so that the odds of thousands of answers take little memory. */
export class ProductNumbers {
  readonly #numbers = new Map<string, number>();

  /** The same for an id each time, from 1 on. */
  of(id: string): number {
    const known = this.#numbers.get(id);
    if (known !== undefined) return known;
    const next = this.#numbers.size + 1;
    this.#numbers.set(id, next);
    return next;
  }

  /** How many numbers there are, `nobody` included. */
  get count(): number {
    return this.#numbers.size + 1;
  }
}

/** What the draft may show in the slots of one answer, and at which odds. */
export interface DraftOdds {
  /** Slots that the draft fills. */
  readonly length: number;
  /** Products with odds of their own, slot after slot: those of a slot end where the next one's begin. */
  readonly own: { readonly ends: readonly number[]; readonly products: Int32Array; readonly odds: Float64Array };
  /** Products that each explored slot may draw, and their odds by slot. */
  readonly pool: Int32Array;
  readonly poolOdds: readonly number[];
}

/** One logged slot beside what both sides would show there today. */
export interface ScoredSlot {
  readonly product: number;
  /** P(what was shown) when it was logged, and under the draft. */
  readonly logging: number;
  readonly target: number;
  /** Share of what the draft shows here that live could not have shown. */
  readonly unsupported: number;
  /** P(what was shown) under live as it answers today; 0 where it could not show it any more. */
  readonly today: number;
  readonly reward: ProductReward | undefined;
}

/** One logged answer: what stood in each slot at which odds, and what the draft would put there. */
export interface ScoredSlate {
  /** As many as the longest of the three answers has. */
  readonly slots: readonly ScoredSlot[];
  /** Slots of the logged answer and of the draft's. */
  readonly length: number;
  readonly draft: DraftOdds;
}

/** Below the end of all three answers: nobody stands there, for certain. */
const emptySlot: ScoredSlot = {
  product: nobody,
  logging: 1,
  target: 1,
  unsupported: 0,
  today: 1,
  reward: undefined,
};

/** A slot of a slate, whether an answer reaches it or not. */
export function slotIn({ slots }: ScoredSlate, place: number): ScoredSlot {
  return slots[place] ?? emptySlot;
}

/** Why an answer cannot be scored. */
export type Unscored = "failed" | "misfit" | "unknown-odds";

/** Puts a logged answer beside what both sides would answer today. */
export function scoredSlate(
  { slots }: Pick<Decision, "slots">,
  { before, after }: ReplayedRequest,
  rewards: ReadonlyMap<string, ProductReward> | undefined,
  numbers: ProductNumbers,
): ScoredSlate | Unscored {
  if (before.outcome === "misfit" || after.outcome === "misfit") return "misfit";
  if (before.outcome === "failed" || after.outcome === "failed") return "failed";
  const shown = slots.slice(0, scoredPositions);
  const logging: number[] = [];
  for (const { propensity } of shown) if (propensity !== "unknown" && propensity > 0) logging.push(propensity);
  const [live, draft] = [before.odds, after.odds];
  if (logging.length < shown.length || live === undefined || draft === undefined) return "unknown-odds";
  const length = Math.max(shown.length, draft.places.length);
  const could = placesOf(live);
  const scored = Array.from({ length: Math.max(length, live.places.length) }, (_, place): ScoredSlot => {
    const id = shown[place]?.item;
    return {
      product: id === undefined ? nobody : numbers.of(id),
      logging: logging[place] ?? 1,
      target: chanceOf(draft, place, id),
      unsupported: unsupportedShare(draft, place, id, could),
      today: chanceOf(live, place, id),
      reward: id === undefined ? undefined : rewards?.get(id),
    };
  });
  return { slots: scored, length, draft: draftOdds(draft, numbers) };
}

/** P(a product in a slot), or that nobody stands there. */
function chanceOf(odds: SlotOdds, place: number, id: string | undefined): number {
  const isFilled = place < odds.places.length;
  return id === undefined ? (isFilled ? 0 : 1) : isFilled ? oddsOf(odds, place, id) : 0;
}

/** Whether a product may stand in a slot, looked up at once however long the lists are. */
function placesOf(odds: SlotOdds): (place: number, id: string | undefined) => boolean {
  const pool = new Set(odds.pool);
  const own = odds.places.map((entries) => new Set(entries.flatMap(([id, chance]) => (chance > 0 ? [id] : []))));
  return (place, id) => {
    const here = own[place];
    if (here === undefined || id === undefined) return (here === undefined) === (id === undefined);
    return here.has(id) || (odds.poolOdds[place]! > 0 && pool.has(id));
  };
}

/** What the draft shows in a slot beside what was logged there, as far as live could not show it. */
function unsupportedShare(
  draft: SlotOdds,
  place: number,
  logged: string | undefined,
  could: (place: number, id: string | undefined) => boolean,
): number {
  const entries = draft.places[place];
  if (entries === undefined) return logged === undefined || could(place, undefined) ? 0 : 1;
  let missing = 0;
  for (const [id, chance] of entries) if (id !== logged && !could(place, id)) missing += chance;
  const drawn = draft.poolOdds[place]!;
  if (drawn > 0) for (const id of draft.pool) if (id !== logged && !could(place, id)) missing += drawn;
  return missing;
}

function draftOdds({ places, pool, poolOdds }: SlotOdds, numbers: ProductNumbers): DraftOdds {
  const entries = places.flat();
  const ends: number[] = [];
  for (const own of places) ends.push((ends.at(-1) ?? 0) + own.length);
  return {
    length: places.length,
    own: {
      ends,
      products: Int32Array.from(entries, ([id]) => numbers.of(id)),
      odds: Float64Array.from(entries, ([, chance]) => chance),
    },
    pool: Int32Array.from(pool, (id) => numbers.of(id)),
    poolOdds,
  };
}

/** How well logged answers bear on the draft. */
export interface SlateSupport {
  /** Slots of the longest answer. */
  readonly positions: number;
  readonly explored: number;
  readonly supported: number;
  readonly unchanged: number;
  /** By slot: the mean share of what the draft shows there that live could not have shown. */
  readonly unsupported: readonly number[];
  /** By slot: the mean weight of the logged answers under live as it answers today, with its standard error; 1 where nothing changed. */
  readonly liveWeights: readonly { readonly mean: number; readonly error: number }[];
  /** Whether the draft gives each logged answer the odds that it was logged with. */
  readonly isSame: boolean;
}

export function slateSupport(slates: readonly ScoredSlate[]): SlateSupport {
  const positions = slates.reduce((max, { length }) => Math.max(max, length), 1);
  const unsupported = new Array<number>(positions).fill(0);
  const counts = { slots: 0, explored: 0, unchanged: 0, supported: 0, same: 0 };
  for (const slate of slates) {
    let isSupported = true;
    for (let place = 0; place < positions; place++) {
      const slot = slotIn(slate, place);
      if (slot.unsupported > 1e-6) isSupported = false;
      unsupported[place] = unsupported[place]! + slot.unsupported / slates.length;
      counts.slots++;
      if (slot.logging < 1) counts.explored++;
      if (slot.today > 0) counts.unchanged++;
      if (Math.abs(slot.target - slot.logging) < 1e-9) counts.same++;
    }
    if (isSupported) counts.supported++;
  }
  const share = (count: number, of: number) => (of === 0 ? 0 : count / of);
  return {
    positions,
    explored: share(counts.explored, counts.slots),
    supported: share(counts.supported, slates.length),
    unchanged: share(counts.unchanged, counts.slots),
    unsupported,
    liveWeights: Array.from({ length: positions }, (_, place) => liveWeight(slates, place)),
    isSame: counts.same === counts.slots,
  };
}

function liveWeight(slates: readonly ScoredSlate[], place: number): { readonly mean: number; readonly error: number } {
  let [sum, squares] = [0, 0];
  for (const slate of slates) {
    const { today, logging } = slotIn(slate, place);
    sum += today / logging;
    squares += (today / logging) ** 2;
  }
  const n = slates.length;
  const mean = sum / n;
  return { mean, error: n < 2 ? 0 : Math.sqrt(Math.max(0, squares / n - mean ** 2) / (n - 1)) };
}
