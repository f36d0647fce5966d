import type { Metric } from "@aisle/contracts/metric";
import { isDegenerate } from "@aisle/stats/degenerate";
import { percentileCap, winsorise } from "@aisle/stats/effects/winsorise";
import type { ExperimentFold } from "../fold/experiment-fold.ts";
import { type FoldMeasure, measuresOfMetric } from "../fold/fold-measures.ts";
import type { AssignedUnits } from "./assigned-units.ts";
import { eachRow, type RowWindow } from "./each-row.ts";

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
  /** By arm: its first row, and at the end how many there are. */
  readonly starts: readonly number[];
  readonly values: Float64Array;
  readonly slots: Uint32Array;
  /** Milliseconds since 1970; only where days are told apart. */
  readonly times?: Float64Array;
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
  const at = percentileCap(columns[0]!, share);
  if (isDegenerate(at)) return { columns, pre };
  let capped = 0;
  for (const value of columns[0]!) if (value > at) capped++;
  const preSums = pre ? columns.length / 2 : -1;
  const within = columns.map((column, i) => {
    if (i !== 0 && i !== preSums) return column;
    const values = winsorise(column, at);
    return isDegenerate(values) ? column : values;
  });
  return { columns: within, pre, cap: { at, units: capped } };
}

/** The rows of a quantile metric that count, one arm after the other; with their times where `isDated`. */
export function rowColumns(
  fold: ExperimentFold,
  units: AssignedUnits,
  metric: Metric,
  until: number,
  isDated = false,
): RowColumns {
  const { rows } = measuresOfMetric(metric);
  const window = windowOf(metric, until);
  const { starts: slotStarts } = units;
  const armOf = (slot: number) => {
    let arm = 0;
    while (slot >= slotStarts[arm + 1]!) arm++;
    return arm;
  };
  const starts = new Array<number>(slotStarts.length).fill(0);
  eachRow(fold, units, rows, window, (slot) => {
    starts[armOf(slot) + 1]!++;
  });
  for (let arm = 1; arm < starts.length; arm++) starts[arm]! += starts[arm - 1]!;
  const count = starts.at(-1)!;
  const values = new Float64Array(count);
  const slots = new Uint32Array(count);
  const times = isDated ? new Float64Array(count) : undefined;
  const next = [...starts];
  eachRow(fold, units, rows, window, (slot, value, at) => {
    const place = next[armOf(slot)]!++;
    values[place] = value;
    if (times !== undefined) times[place] = at;
    slots[place] = slot;
  });
  return { starts, values, slots, ...(times === undefined ? {} : { times }) };
}
