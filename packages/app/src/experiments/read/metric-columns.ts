import type { Metric } from "@aisle/contracts/metric";
import { isDegenerate } from "@aisle/stats/degenerate";
import { percentileCap, winsorise } from "@aisle/stats/effects/winsorise";
import type { ExperimentFold } from "../fold/experiment-fold.ts";
import { type FoldMeasure, measuresOfMetric } from "../fold/fold-measures.ts";
import type { AssignedUnits } from "./assigned-units.ts";

const hourMs = 3_600_000;
const dayMs = 86_400_000;

/** A metric's numbers, one a unit, by slot: [sum], [sum, per] and, with a pre-period, the same of before the exposure behind them. */
export interface UnitColumns {
  readonly columns: readonly Float64Array[];
  readonly pre: boolean;
  readonly cap?: { readonly at: number; readonly units: number };
}

/** The rows of a quantile metric: what they are worth, and the slots that they are of. */
export interface RowColumns {
  readonly values: Float64Array;
  readonly slots: Uint32Array;
  /** Milliseconds since 1970. */
  readonly times: Float64Array;
}

/** Which rows count: at or after `from` and before `to`, in milliseconds from the unit's first exposure, and by `until`. */
export interface RowWindow {
  readonly from: number;
  readonly to: number;
  readonly until: number;
}

export const windowOf = ({ windowHours }: Metric, until: number): RowWindow => ({
  from: 0,
  to: windowHours * hourMs,
  until,
});
const preWindowOf = ({ cupedDays }: Metric, until: number): RowWindow => ({
  from: -cupedDays * dayMs,
  to: 0,
  until,
});

/** A function that calls back for each row of a measure that counts. */
export function eachRow(
  fold: ExperimentFold,
  units: AssignedUnits,
  measure: FoldMeasure,
  window: RowWindow,
  take: (slot: number, value: number, at: number) => void,
): void {
  const log = fold.logs[fold.measure(measure)];
  if (log === undefined) return;
  const { slotOf, exposedAt } = units;
  const { from, to, until } = window;
  for (let row = 0; row < log.length; row++) {
    const slot = slotOf[log.unit.get(row)]!;
    if (slot < 0) continue;
    const at = log.at.get(row);
    const after = at - exposedAt[slot]!;
    if (after >= from && after < to && at <= until) take(slot, log.value(row), at);
  }
}

/** Sums a unit of what counts; of a proportion 1 for a unit with a row. */
export function unitColumns(fold: ExperimentFold, units: AssignedUnits, metric: Metric, until: number): UnitColumns {
  const measures = measuresOfMetric(metric);
  const post = windowOf(metric, until);
  const before = preWindowOf(metric, until);
  const parts: [FoldMeasure, RowWindow][] = [[measures.rows, post]];
  if (measures.per !== undefined) parts.push([measures.per, post]);
  if (measures.pre !== undefined) parts.push([measures.pre, before]);
  if (measures.prePer !== undefined) parts.push([measures.prePer, before]);
  const columns = parts.map(([measure, window]) => {
    const sums = new Float64Array(units.exposedAt.length);
    if (metric.kind === "proportion")
      eachRow(fold, units, measure, window, (slot) => {
        sums[slot] = 1;
      });
    else
      eachRow(fold, units, measure, window, (slot, value) => {
        sums[slot]! += value;
      });
    return sums;
  });
  const pre = measures.pre !== undefined;
  const { cap: share, kind } = metric;
  if (share === undefined || kind === "proportion" || !(share > 0 && share < 1)) return { columns, pre };
  const at = percentileCap(notZero(columns[0]!), share);
  if (isDegenerate(at)) return { columns, pre };
  const capped = columns[0]!.reduce((count, value) => (value > at ? count + 1 : count), 0);
  const preSums = pre ? columns.length / 2 : -1;
  const within = columns.map((column, i) => {
    if (i !== 0 && i !== preSums) return column;
    const values = winsorise(column, at);
    return isDegenerate(values) ? column : values;
  });
  return { columns: within, pre, cap: { at, units: capped } };
}

/** The rows of a quantile metric that count. */
export function rowColumns(fold: ExperimentFold, units: AssignedUnits, metric: Metric, until: number): RowColumns {
  const { rows } = measuresOfMetric(metric);
  let count = 0;
  eachRow(fold, units, rows, windowOf(metric, until), () => {
    count++;
  });
  const values = new Float64Array(count);
  const slots = new Uint32Array(count);
  const times = new Float64Array(count);
  let next = 0;
  eachRow(fold, units, rows, windowOf(metric, until), (slot, value, at) => {
    values[next] = value;
    times[next] = at;
    slots[next++] = slot;
  });
  return { values, slots, times };
}

/** Most units have nothing, and a percentile leaves them out. */
function notZero(column: Float64Array): Float64Array {
  return column.filter((value) => value !== 0);
}
