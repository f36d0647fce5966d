import type { ExperimentSpec } from "@aisle/contracts/experiment";
import type { HealthCheck, MetricReading } from "@aisle/contracts/reading";
import type { ExperimentFold } from "../../fold/experiment-fold.ts";
import type { AssignedUnits } from "../assigned-units.ts";

const dayMs = 86_400_000;

/** Whether whole weeks are covered: people buy otherwise on Saturdays. */
export function checkWeeks(
  { plannedDays }: Pick<ExperimentSpec, "plannedDays">,
  times: { readonly from: number; readonly to: number },
): HealthCheck {
  const days = Math.max(0, Math.floor((times.to - times.from) / dayMs));
  const isWhole = days >= 7;
  return {
    check: "weeks-covered",
    state: isWhole ? "clear" : "warning",
    message: isWhole
      ? `${days} days are covered, every day of the week at least ${Math.floor(days / 7)} times.`
      : `${days} days are covered: not every day of the week is in it yet.`,
    numbers: { days, plannedDays },
  };
}

/** Metrics that count nothing at all, of events that never came or that nobody's unit was found for. */
export function checkEvents(
  fold: ExperimentFold,
  units: AssignedUnits,
  metrics: readonly MetricReading[],
): HealthCheck {
  const silent = metrics.filter(({ arms }) => arms.every(({ sum }) => sum === 0)).map(({ metric }) => metric);
  if (silent.length === 0 || units.exposedAt.length === 0)
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
