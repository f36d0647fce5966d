import type { Decision } from "@aisle/contracts/decision";
import type { SlotOdds } from "@aisle/nodes/rank/explore-slot-odds";
import { scoredPositions } from "./answer-odds.ts";
import type { ReplayedRequest } from "./replay-requests.ts";
import type { ProductReward } from "./rewards-of.ts";

/** What stands in a slot that an answer does not fill. */
const nobody = "";

/** One logged answer: what stood in each slot at which odds, and what the draft would put there. */
export interface ScoredSlate {
  readonly ids: readonly string[];
  readonly logging: readonly number[];
  readonly rewards: readonly (ProductReward | undefined)[];
  readonly draft: OddsTable;
  /** What live could show today. */
  readonly live: OddsTable;
}

/** Odds of one answer, looked up by slot and product. */
export class OddsTable {
  readonly odds: SlotOdds;
  readonly #pool: ReadonlySet<string>;

  constructor(odds: SlotOdds) {
    this.odds = odds;
    this.#pool = new Set(odds.pool);
  }

  of(place: number, id: string): number {
    const { places, poolOdds } = this.odds;
    if (place >= places.length) return id === nobody ? 1 : 0;
    const own = places[place]!.find(([one]) => one === id)?.[1] ?? 0;
    return this.#pool.has(id) ? own + poolOdds[place]! : own;
  }

  /** Every product that may stand in a slot, with its odds. */
  *in(place: number): Generator<readonly [id: string, odds: number]> {
    const { places, pool, poolOdds } = this.odds;
    if (place >= places.length) {
      yield [nobody, 1];
      return;
    }
    yield* places[place]!;
    const odds = poolOdds[place]!;
    if (odds > 0) for (const id of pool) yield [id, odds];
  }
}

/** Why an answer cannot be scored. */
export type Unscored = "failed" | "misfit" | "unknown-odds";

/** Puts a logged answer beside what both sides would answer today. */
export function scoredSlate(
  { slots }: Pick<Decision, "slots">,
  { before, after }: ReplayedRequest,
  rewards: ReadonlyMap<string, ProductReward> | undefined,
): ScoredSlate | Unscored {
  if (before.outcome === "misfit" || after.outcome === "misfit") return "misfit";
  if (before.outcome === "failed" || after.outcome === "failed") return "failed";
  const shown = slots.slice(0, scoredPositions);
  const logging: number[] = [];
  for (const { propensity } of shown) if (propensity !== "unknown" && propensity > 0) logging.push(propensity);
  if (logging.length < shown.length || before.odds === undefined || after.odds === undefined) return "unknown-odds";
  return {
    ids: shown.map(({ item }) => item),
    logging,
    rewards: shown.map(({ item }) => rewards?.get(item)),
    draft: new OddsTable(after.odds),
    live: new OddsTable(before.odds),
  };
}

/** The product of a slot; `nobody` where the answer is shorter. */
export function idIn({ ids }: ScoredSlate, place: number): string {
  return ids[place] ?? nobody;
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
  /** Whether the draft gives each logged answer the odds that it was logged with. */
  readonly isSame: boolean;
}

export function slateSupport(slates: readonly ScoredSlate[]): SlateSupport {
  const positions = slates.reduce((most, { ids, draft }) => Math.max(most, ids.length, draft.odds.places.length), 1);
  const unsupported = new Array<number>(positions).fill(0);
  const counts = { slots: 0, explored: 0, unchanged: 0, supported: 0, same: 0 };
  for (const slate of slates) {
    let isSupported = true;
    for (let place = 0; place < positions; place++) {
      const id = idIn(slate, place);
      const logging = slate.logging[place] ?? 1;
      let missing = 0;
      for (const [one, odds] of slate.draft.in(place))
        if (one !== id && slate.live.of(place, one) === 0) missing += odds;
      if (missing > 1e-6) isSupported = false;
      unsupported[place] = unsupported[place]! + missing / slates.length;
      counts.slots++;
      if (logging < 1) counts.explored++;
      if (slate.live.of(place, id) > 0) counts.unchanged++;
      if (Math.abs(slate.draft.of(place, id) - logging) < 1e-9) counts.same++;
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
    isSame: counts.same === counts.slots,
  };
}
