import type { Metric } from "@aisle/contracts/metric";
import type { ExperimentFold } from "../fold/experiment-fold.ts";
import { measuresOfMetric } from "../fold/fold-measures.ts";
import type { AssignedUnits } from "./assigned-units.ts";
import type { DayStarts } from "./day-starts.ts";
import { eachRow } from "./each-row.ts";
import { windowOf } from "./metric-columns.ts";

/** Rows of a metric, one day after the other. */
export interface RowsByDay {
  /** By day: its first row, and at the end how many there are. */
  readonly starts: readonly number[];
  readonly slots: Uint32Array;
  readonly values: Float64Array;
  /** 0 for the measure itself, 1 for what it is divided by. */
  readonly columns: Uint8Array;
}

/** Sorts the rows that count by the day on which they happened; `columns` is 2 for a ratio. */
export function rowsByDay(
  fold: ExperimentFold,
  units: AssignedUnits,
  metric: Metric,
  columns: number,
  days: DayStarts,
  until: number,
): RowsByDay {
  const { rows, per } = measuresOfMetric(metric);
  const measures = columns > 1 && per !== undefined ? [rows, per] : [rows];
  const window = windowOf(metric, until);
  const starts = new Array<number>(days.days.length + 1).fill(0);
  for (const measure of measures)
    eachRow(fold, units, measure, window, (_slot, _value, at) => {
      starts[days.indexOf(at) + 1]!++;
    });
  for (let day = 0; day < days.days.length; day++) starts[day + 1]! += starts[day]!;
  const next = [...starts];
  const count = starts.at(-1)!;
  const sorted = {
    slots: new Uint32Array(count),
    values: new Float64Array(count),
    columns: new Uint8Array(count),
  };
  for (const [column, measure] of measures.entries())
    eachRow(fold, units, measure, window, (slot, value, at) => {
      const place = next[days.indexOf(at)]!++;
      sorted.slots[place] = slot;
      sorted.values[place] = value;
      sorted.columns[place] = column;
    });
  return { starts, ...sorted };
}
