import type { Decision } from "@aisle/contracts/decision";
import type { MeasuredDecision } from "@aisle/contracts/experiment-facts";
import type { LoggedEvent } from "@aisle/contracts/experiment-history";
import type { FollowRule, Measure, Metric } from "@aisle/contracts/metric";
import { eventName } from "./fold/event-name.ts";
import { measuresOfMetric } from "./fold/fold-measures.ts";
import { type CostOf, followText, measureEvent, type RowAllowance, rowFilter } from "./fold/measure-event.ts";
import { decisionNumber } from "./fold/measured-decision.ts";
import { followedRows, inFollowOrder } from "./read/followed-rows.ts";
import { Turns } from "./turns.ts";

/** Something that a measure adds up. */
export interface MeasuredRow {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly unit: string;
  readonly value: number;
  readonly event: LoggedEvent;
}

/** What a measure adds for something that was logged; undefined for what it does not count. */
export interface RowMeasure {
  readonly measure: Measure;
  /** Events that it is made of. */
  readonly names: readonly string[];
  /**
   * Rows of events in any order; `unitOf` says whose one is, those of nobody do not count. `judged` is how many of them the filters' steps
   * lasted for.
   */
  ofEvents(
    events: readonly LoggedEvent[],
    unitOf: (event: LoggedEvent) => string | undefined,
    costOf: CostOf,
  ): Promise<{ readonly rows: readonly MeasuredRow[]; readonly judged: number }>;
  ofDecision(decision: MeasuredDecision): number | undefined;
}

/** About two seconds of work: a page waits for it. */
const maxSteps = 20_000_000;

/** What the filters of one page's rows may take. */
export const rowAllowance = (): RowAllowance => ({ steps: maxSteps });

/** The measures of a metric, as the fold counts them: what is added up, and what it is divided by. */
export function rowMeasures(metric: Metric, allowance: RowAllowance): readonly RowMeasure[] {
  const { rows, per } = measuresOfMetric({ ...metric, cupedDays: 0 });
  return [rows, ...(per === undefined ? [] : [per])].map((of) => {
    const { measure, follow } = of;
    const { source, value } = measure;
    const matches = rowFilter(measure, undefined, allowance);
    const counts = ({ name, properties }: LoggedEvent) =>
      source.from === "events" && eventName(name) === eventName(source.name) && matches({ properties });
    return {
      measure,
      names: source.from === "events" ? [source.name, ...(follow === undefined ? [] : [follow.by])] : [],
      async ofEvents(all, unitOf, costOf) {
        const counted = new Set<LoggedEvent>();
        const judged = await judge(all, counts, counted, allowance);
        const events = all.slice(0, judged);
        if (follow !== undefined)
          return { judged, rows: followed(events, follow, (event) => counted.has(event), unitOf) };
        const rows = events.flatMap((event) => {
          const unit = unitOf(event);
          const value = counted.has(event) ? measureEvent(of, event.properties, costOf)?.value : undefined;
          return unit === undefined || value === undefined ? [] : [{ at: event.at, unit, value, event }];
        });
        return { judged, rows };
      },
      ofDecision(decision) {
        if (source.from !== "decisions" || !matches({ decision })) return undefined;
        return value.add === "field" ? decisionNumber(decision, value.path) : 1;
      },
    };
  });
}

/** Finds the events that count; gives how many were judged before the allowance was used up. */
async function judge(
  events: readonly LoggedEvent[],
  counts: (event: LoggedEvent) => boolean,
  counted: Set<LoggedEvent>,
  allowance: RowAllowance,
): Promise<number> {
  const turns = new Turns();
  for (const [i, event] of events.entries()) {
    await turns.next();
    if (allowance.steps <= 0) return i;
    if (counts(event)) counted.add(event);
  }
  return events.length;
}

function followed(
  events: readonly LoggedEvent[],
  follow: FollowRule,
  counts: (event: LoggedEvent) => boolean,
  unitOf: (event: LoggedEvent) => string | undefined,
): readonly MeasuredRow[] {
  const byUnit = new Map<string, { at: number; text: number | undefined; event: LoggedEvent }[]>();
  for (const event of events) {
    const unit = unitOf(event);
    const isCounted = counts(event);
    if (unit === undefined || (!isCounted && eventName(event.name) !== eventName(follow.by))) continue;
    const steps = byUnit.get(unit) ?? [];
    byUnit.set(unit, steps);
    steps.push({ at: event.at, text: isCounted ? followText(follow, event.properties) : undefined, event });
  }
  const now = Date.now();
  return [...byUnit].flatMap(([unit, steps]) => {
    const rows: MeasuredRow[] = [];
    followedRows(steps.sort(inFollowOrder), follow, (at, { event }) => {
      if (at <= now) rows.push({ at, unit, value: 1, event });
    });
    return rows;
  });
}

/** A decision of the log as metrics see it. */
export function loggedDecision({ slots, steps, error, request, outcome, totalMs }: Decision): MeasuredDecision {
  const nodes = (isIn: (step: Decision["steps"][number]) => boolean) => steps.filter(isIn).map(({ node }) => node);
  return {
    filled: slots.length,
    explored: slots.filter(({ propensity }) => propensity !== 1).length,
    items: slots.slice(0, 20).map(({ item }) => item),
    fellBack: nodes(({ outcome: ended }) => ended === "fell-back"),
    failed: nodes(({ outcome: ended, failed }) => ended === "failed" || failed === true),
    skipped: nodes(({ outcome: ended }) => ended === "skipped"),
    late: nodes(({ outcome: ended, reason }) => ended === "ran" && reason !== undefined),
    error: error?.code ?? "",
    request: Object.fromEntries(
      Object.entries(request).filter(([, value]) => ["string", "number", "boolean"].includes(typeof value)),
    ) as MeasuredDecision["request"],
    outcome,
    totalMs,
  };
}
