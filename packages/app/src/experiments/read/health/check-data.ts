import type { ExperimentMetric, ExperimentSpec } from "@aisle/contracts/experiment";
import type { ArmFigure, HealthCheck, MetricReading } from "@aisle/contracts/reading";
import type { ExperimentFold } from "../../fold/experiment-fold.ts";
import { type FoldMeasure, measuresOfMetric } from "../../fold/fold-measures.ts";
import type { AssignedUnits } from "../assigned-units.ts";

const dayMs = 86_400_000;

/** Whether whole weeks are covered: people buy otherwise on Saturdays. */
export function checkWeeks(
  { plannedDays }: Pick<ExperimentSpec, "plannedDays">,
  times: { readonly from: number; readonly to: number },
): HealthCheck {
  const days = Math.max(0, Math.floor((times.to - times.from) / dayMs));
  const weeks = Math.floor(days / 7);
  const isWhole = weeks >= 1;
  return {
    check: "weeks-covered",
    state: isWhole ? "clear" : "warning",
    message: isWhole
      ? `${days} days are covered, every day of the week at least ${weeks === 1 ? "once" : `${weeks} times`}.`
      : `${days} days are covered: not every day of the week is in it yet.`,
    numbers: { days, plannedDays },
  };
}

/** Metrics that count nothing at all, of events that never came or that nobody's unit was found for. */
export function checkEvents(
  { metrics: planned }: Pick<ExperimentSpec, "metrics">,
  fold: ExperimentFold,
  units: AssignedUnits,
  metrics: readonly MetricReading[],
): HealthCheck {
  const silent = planned.flatMap(({ metric: { id, name, measure } }) => {
    const arms = metrics.find(({ metric }) => metric === id)?.arms ?? [];
    // No answer that fell back is good news: decisions came in all the same.
    const counts = (arm: ArmFigure) => (measure.source.from === "decisions" ? (arm.perSum ?? 1) : arm.sum) !== 0;
    return arms.some(counts) ? [] : [name];
  });
  if (units.exposedAt.length === 0)
    return { check: "no-events", state: "open", message: "Nobody was exposed yet.", numbers: {} };
  if (silent.length === 0)
    return { check: "no-events", state: "clear", message: "Every metric counts something.", numbers: {} };
  return {
    check: "no-events",
    state: "warning",
    message: `Nothing was counted for ${silent.join(", ")}: no such event came, or none with a unit of this experiment.`,
    at: silent[0]!,
    numbers: { metrics: silent.length, rows: fold.logs.reduce((sum, { length }) => sum + length, 0) },
  };
}

/** Whether times make sense: what lies in the future counts when its time has come. */
export function checkClock(fold: ExperimentFold, until: number): HealthCheck {
  let ahead = 0;
  for (const log of fold.logs)
    for (let start = 0; start < log.length; start += log.chunkRows) {
      const { at, length } = log.chunk(start);
      for (let row = 0; row < length; row++) if (at[row]! > until) ahead++;
    }
  const isClear = ahead === 0 && fold.rowsAhead === 0;
  return {
    check: "clock",
    state: isClear ? "clear" : "warning",
    message: isClear
      ? "No event is dated into the future."
      : `${Math.max(ahead, fold.rowsAhead)} events are dated into the future: a clock is wrong. They count when their time has come.`,
    numbers: { ahead, arrivedAhead: fold.rowsAhead },
  };
}

/** Rows that a metric's filter could not judge count nowhere: the metric comes out too low, maybe in one arm more than in another. */
export function checkFilters(fold: ExperimentFold, metrics: readonly ExperimentMetric[]): HealthCheck | undefined {
  if (
    metrics.every(
      ({ metric: { measure, per } }) => measure.source.where === undefined && per?.source.where === undefined,
    )
  )
    return undefined;
  const unread = metrics.flatMap(({ metric }) => {
    const measures = Object.values(measuresOfMetric(metric)) as readonly FoldMeasure[];
    const rows = Math.max(...measures.map((measure) => fold.unreadRows[fold.measure(measure)] ?? 0));
    return rows === 0 ? [] : [{ name: metric.name, rows }];
  });
  const listed = unread.map(({ name, rows }) => `${name} (${rows} rows)`).join(", ");
  return {
    check: "filter",
    state: unread.length === 0 ? "clear" : "warning",
    message:
      unread.length === 0
        ? "The filters of the metrics judged every row."
        : `The filter of ${listed} could not be read, or took too many steps: those rows count nowhere. Write a simpler filter.`,
    ...(unread.length === 0 ? {} : { at: unread[0]!.name }),
    numbers: Object.fromEntries(unread.map(({ name, rows }) => [name, rows])),
  };
}

/** Money of two currencies is never added. */
export function checkCurrency({ currency, otherCurrencyRows }: ExperimentFold): HealthCheck | undefined {
  if (otherCurrencyRows === 0) return undefined;
  return {
    check: "currency",
    state: "warning",
    message: `${otherCurrencyRows} rows are in another currency than ${currency}, and count nowhere.`,
    numbers: { currency: currency ?? "", otherCurrencyRows },
  };
}
