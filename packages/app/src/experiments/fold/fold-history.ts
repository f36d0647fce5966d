import type { FoldDecision, FoldEvent, FoldSource, SnapshotRange } from "@aisle/contracts/fold-source";
import { Turns } from "../turns.ts";
import { CountedBefore, type NewExposure } from "./counted-before.ts";
import type { EventCosts } from "./event-costs.ts";
import type { ExperimentFold } from "./experiment-fold.ts";
import type { Joined, RowTaker } from "./row-taker.ts";

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
  const turns = new Turns();
  for (const event of named) {
    const given = turns.next();
    if (given !== undefined) await given;
    taker.byDecision(event, costs.costOf);
  }
  if (exposures.length === 0) return;
  const before = new CountedBefore(taker);
  for (const exposure of exposures) before.exposed(exposure);
  const seen = new Set<string>();
  const take = async (events: readonly FoldEvent[]) => {
    await costs.of(events);
    for (const event of events) {
      if (seen.has(event.id)) continue;
      const given = turns.next();
      if (given !== undefined) await given;
      const isCounted = before.has(event);
      const unit = taker.unitOf(event);
      await foldJoined(source, taker, costs, { from: to, to }, undefined, before, seen);
      if (unit === undefined || isCounted || seen.has(event.id) || event.at < taker.known(unit)!.from) continue;
      seen.add(event.id);
      taker.byUnit(event, unit, costs.costOf);
    }
  };
  const from = Math.min(...exposures.map(({ unit }) => taker.known(unit)?.from ?? Number.POSITIVE_INFINITY));
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

/** Where an event stands in the order of time and id. */
type Place = Pick<FoldEvent, "at" | "id">;

/**
 * Folds what was skipped of ids that an event has just joined to an exposed person: as far as the fold has come, which is all of before
 * `range.from`, and of the rest what stands before `place`. `seen` are those that are folded by now.
 */
export async function foldJoined(
  source: FoldSource,
  taker: RowTaker,
  costs: EventCosts,
  range: SnapshotRange,
  place?: Place,
  before = new CountedBefore(taker),
  seen = new Set<string>(),
): Promise<void> {
  const take = (): readonly Joined[] => {
    const joined = taker.takeJoined();
    for (const each of joined) before.joined(each);
    return joined;
  };
  for (let joined = take(); joined.length > 0; ) {
    const from = Math.min(
      ...joined.flatMap(({ units }) => units.map((unit) => taker.known(unit)?.from ?? Number.POSITIVE_INFINITY)),
    );
    const ids = joined.map(({ id }) => id);
    const [all, old] = await Promise.all([
      source.eventsOfShoppers(range.to, taker.names, ids, from),
      range.from === null ? [] : source.eventsOfShoppers(range.from, taker.names, ids, from),
    ]);
    const folded = new Set(old.map(({ id }) => id));
    const passed = all.filter(({ id, at }) => folded.has(id) || (place !== undefined && isBefore({ id, at }, place)));
    await costs.of(passed);
    const next: Joined[] = [];
    for (const event of passed) {
      if (seen.has(event.id)) continue;
      const isCounted = before.has(event);
      const unit = taker.unitOf(event);
      // Before the next event is asked about: it may name those whom this one joined.
      next.push(...take());
      if (unit === undefined || isCounted || event.at < taker.known(unit)!.from) continue;
      seen.add(event.id);
      taker.byUnit(event, unit, costs.costOf);
    }
    joined = next;
  }
}

function isBefore(one: Place, other: Place): boolean {
  return one.at < other.at || (one.at === other.at && one.id < other.id);
}
