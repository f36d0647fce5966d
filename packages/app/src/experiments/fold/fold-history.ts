import type { FoldDecision, FoldEvent, FoldSource } from "@aisle/contracts/fold-source";
import type { EventCosts } from "./event-costs.ts";
import type { ExperimentFold } from "./experiment-fold.ts";
import type { RowTaker } from "./row-taker.ts";

/** A unit that is exposed for the first time, or earlier than was known: `until` then, milliseconds since 1970. */
export interface NewExposure {
  readonly unit: string;
  readonly until: number | undefined;
}

/** From when to when rows of a person are not folded yet. */
interface Gap {
  from: number;
  /** Rows at or after this are there already. */
  to: number;
}

/**
 * Folds what earlier runs skipped because its unit was not exposed then: events that were committed by `to`. Nothing was skipped where this is
 * the first run.
 */
export async function foldHistory(
  source: FoldSource,
  fold: ExperimentFold,
  taker: RowTaker,
  costs: EventCosts,
  to: string | null,
  decisions: readonly FoldDecision[],
  exposures: readonly NewExposure[],
): Promise<void> {
  const { names } = taker;
  if (taker.hasPast && exposures.length > 0) {
    const units = [...new Set(exposures.map(({ unit }) => unit))];
    const at = (unit: string) => fold.exposure(unit)?.at ?? 0;
    for (const past of await source.withPast(units.map((unit) => ({ unit, at: at(unit) }))))
      fold.markPast(past.unit, past.at);
  }
  if (to === null || names.length === 0) return;
  const named = await source.eventsOfDecisions(
    to,
    names,
    decisions.map(({ id }) => id),
  );
  await costs.of(named);
  for (const event of named) taker.byDecision(event, costs.costOf);
  const gaps = gapsOf(fold, taker, exposures);
  if (gaps.size === 0) return;
  const seen = new Set<string>();
  const take = async (events: readonly FoldEvent[]) => {
    await costs.of(events);
    for (const event of events) {
      if (seen.has(event.id)) continue;
      const unit = taker.unitOf(event);
      const row = unit === undefined ? undefined : fold.exposure(unit)?.row;
      const gap = row === undefined ? undefined : gaps.get(row);
      if (gap === undefined || event.at < gap.from || event.at >= gap.to) continue;
      seen.add(event.id);
      taker.byUnit(event, unit!, costs.costOf);
    }
  };
  const from = Math.min(...[...gaps.values()].map((gap) => gap.from));
  await take(
    await source.eventsOfShoppers(
      to,
      names,
      exposures.map(({ unit }) => unit),
      from,
    ),
  );
  // Sessions, tokens and ids beside the shopper's have no index: they are looked for from the exposure on.
  const exposedAt = Math.min(...exposures.map(({ unit }) => fold.exposure(unit)?.at ?? Number.POSITIVE_INFINITY));
  for await (const page of source.eventsSince(to, names, exposedAt)) await take(page);
}

function gapsOf(fold: ExperimentFold, taker: RowTaker, exposures: readonly NewExposure[]): ReadonlyMap<number, Gap> {
  const gaps = new Map<number, Gap>();
  for (const { unit, until } of exposures) {
    const exposure = fold.exposure(unit);
    if (exposure === undefined) continue;
    const past = exposure.isToken ? 0 : taker.pastMs;
    const to = until === undefined ? Number.POSITIVE_INFINITY : until - past;
    const known = gaps.get(exposure.row);
    const from = exposure.at - past;
    if (known === undefined) gaps.set(exposure.row, { from, to });
    else {
      known.from = from;
      known.to = Math.max(known.to, to);
    }
  }
  return gaps;
}
