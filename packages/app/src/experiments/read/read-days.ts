import type { ExperimentMetric, ExperimentSpec } from "@aisle/contracts/experiment";
import type { DailyReading } from "@aisle/contracts/reading";
import type { ExperimentFold } from "../fold/experiment-fold.ts";
import type { EffectOrReason } from "./arm-effect.ts";
import type { AssignedUnits } from "./assigned-units.ts";
import { type DayStarts, dayStarts } from "./day-starts.ts";
import { type RowColumns, rowColumns, type UnitColumns, unitColumns } from "./metric-columns.ts";
import { effectOptions, effectsOf, type MetricNumbers, summariesOf } from "./read-metric.ts";
import { rowsByDay } from "./rows-by-day.ts";
import { RunningSums } from "./running-sums.ts";
import { summariseMoments, summariseQuantile } from "./summarise-arms.ts";

/** Rows that are sorted for the days of a quantile metric, all days together. */
const maxSorted = 20_000_000;

export interface DaysContext {
  readonly timeZone: string;
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  /** When it is read: what happens later does not count. */
  readonly until: number;
  /** Where units are weighted: those of an instant, of which each day is read by itself. */
  readonly unitsBy?: (until: number) => AssignedUnits;
}

/**
 * A metric as it stood at the end of each day: all that happened until then counts, whenever it arrived. Sums are capped at what the
 * metric is capped at in the end. A pause after each day: the caller may let others go on.
 */
export function* readDays(
  fold: ExperimentFold,
  spec: ExperimentSpec,
  { metric }: ExperimentMetric,
  units: AssignedUnits,
  numbers: MetricNumbers,
  context: DaysContext,
): Generator<undefined, readonly DailyReading[]> {
  const days = dayStarts(context.timeZone, context.from, context.to);
  const dayOf = exposureDays(units, days);
  const exposed = exposedByDay(dayOf, units, days);
  const options = effectOptions(spec, metric);
  const arms = spec.arms.map((_, arm) => arm);
  const counts = arms.map(() => 0);
  const { unitsBy } = context;
  const effectsAt =
    unitsBy !== undefined
      ? weightedDays(fold, metric, unitsBy, days, context.until)
      : "rows" in numbers
        ? quantileDays(numbers.rows, units, metric.quantile ?? 0.5, days)
        : unitDays(fold, metric, units, numbers.units, days, dayOf, context.until);
  const readings: DailyReading[] = [];
  for (const [index, day] of days.days.entries()) {
    yield;
    for (const arm of arms) counts[arm]! += exposed[index]![arm]!;
    const summaries = effectsAt(index);
    const effects: readonly EffectOrReason[] = Array.isArray(summaries)
      ? effectsOf(spec.arms, counts, { compared: summaries }, options)
      : spec.arms.slice(1).map(({ key }) => ({ arm: key, reason: "There are too many rows to sort for each day." }));
    readings.push({
      day,
      exposed: Object.fromEntries(spec.arms.map(({ key }, arm) => [key, exposed[index]![arm]!])),
      effects,
    });
  }
  return readings;
}

type SummariesAt = (day: number) => Parameters<typeof effectsOf>[2]["compared"] | undefined;

/** By slot, the day of its exposure. */
function exposureDays({ exposedAt }: AssignedUnits, days: DayStarts): Uint16Array {
  const dayOf = new Uint16Array(exposedAt.length);
  for (let slot = 0; slot < dayOf.length; slot++) dayOf[slot] = days.indexOf(exposedAt[slot]!);
  return dayOf;
}

function exposedByDay(dayOf: Uint16Array, { starts }: AssignedUnits, days: DayStarts): readonly (readonly number[])[] {
  const counts = days.days.map(() => starts.slice(1).map(() => 0));
  for (let arm = 0; arm + 1 < starts.length; arm++) {
    const ofArm = new Uint32Array(days.days.length);
    for (let slot = starts[arm]!; slot < starts[arm + 1]!; slot++) ofArm[dayOf[slot]!]!++;
    for (const [day, count] of ofArm.entries()) counts[day]![arm] = count;
  }
  return counts;
}

/** Sums go on from day to day, so that each row is read once. */
function unitDays(
  fold: ExperimentFold,
  metric: ExperimentMetric["metric"],
  units: AssignedUnits,
  { columns, pre, cap }: UnitColumns,
  days: DayStarts,
  dayOf: Uint16Array,
  until: number,
): SummariesAt {
  const own = pre ? columns.length / 2 : columns.length;
  const sums = new RunningSums(units, columns.slice(own), own, metric.kind === "proportion" ? 1 : cap?.at);
  const rows = rowsByDay(fold, units, metric, own, days, until);
  const exposures = exposuresByDay(dayOf, days);
  return (day) => {
    for (let i = exposures.starts[day]!; i < exposures.starts[day + 1]!; i++) sums.enter(exposures.slots[i]!);
    for (let i = rows.starts[day]!; i < rows.starts[day + 1]!; i++)
      sums.add(rows.slots[i]!, rows.columns[i]!, metric.kind === "proportion" ? 1 : rows.values[i]!);
    const kind = metric.kind === "quantile" ? "mean" : metric.kind;
    return summariseMoments(kind, sums.moments(), pre).compared;
  };
}

function weightedDays(
  fold: ExperimentFold,
  metric: ExperimentMetric["metric"],
  unitsBy: (until: number) => AssignedUnits,
  days: DayStarts,
  until: number,
): SummariesAt {
  return (day) => {
    const end = Math.min(until, days.endOf(day));
    const units = unitsBy(end);
    const numbers =
      metric.kind === "quantile"
        ? { rows: rowColumns(fold, units, metric, end) }
        : { units: unitColumns(fold, units, metric, end) };
    return summariesOf(metric.kind, metric.quantile, units, numbers).compared;
  };
}

function exposuresByDay(dayOf: Uint16Array, days: DayStarts) {
  const starts = new Array<number>(days.days.length + 1).fill(0);
  for (let slot = 0; slot < dayOf.length; slot++) starts[dayOf[slot]! + 1]!++;
  for (let day = 0; day < days.days.length; day++) starts[day + 1]! += starts[day]!;
  const next = [...starts];
  const slots = new Uint32Array(dayOf.length);
  for (let slot = 0; slot < dayOf.length; slot++) slots[next[dayOf[slot]!]!++] = slot;
  return { starts, slots };
}

function quantileDays(
  { starts: rowStarts, values, slots, times = new Float64Array() }: RowColumns,
  { starts }: AssignedUnits,
  quantile: number,
  days: DayStarts,
): SummariesAt {
  const isMany = values.length * days.days.length > maxSorted;
  const dayOf = isMany ? undefined : Uint16Array.from(times, (at) => days.indexOf(at));
  return (day) => {
    if (dayOf === undefined) return undefined;
    const arms = starts.slice(0, -1).map((first, arm) => {
      const rows: number[] = [];
      for (let row = rowStarts[arm]!; row < rowStarts[arm + 1]!; row++) if (dayOf[row]! <= day) rows.push(row);
      return { values: rows.map((row) => values[row]!), cluster: rows.map((row) => slots[row]! - first) };
    });
    return summariseQuantile(arms, quantile).compared;
  };
}
