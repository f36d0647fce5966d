import type { ExperimentFold } from "../fold/experiment-fold.ts";
import type { FoldMeasure } from "../fold/fold-measures.ts";
import type { AssignedUnits } from "./assigned-units.ts";
import { type FollowStep, followedRows, inFollowOrder } from "./followed-rows.ts";

/** In place of the text of a row that may follow. */
const notCounted = -1;

/** Which rows count: at or after `from` and before `to`, in milliseconds from the unit's first exposure, and by `until`. */
export interface RowWindow {
  readonly from: number;
  readonly to: number;
  readonly until: number;
}

/** Calls back for each row of a measure that counts. */
export function eachRow(
  fold: ExperimentFold,
  units: AssignedUnits,
  measure: FoldMeasure,
  window: RowWindow,
  take: (slot: number, value: number, at: number) => void,
): void {
  if (measure.follow !== undefined) eachFollowedRow(fold, units, measure, measure.follow, window, take);
  else eachLogRow(fold, units, measure, window, take);
}

/** Of units whose rows count by what came after them: in the order of their time, from the exposure on. */
function eachFollowedRow(
  fold: ExperimentFold,
  units: AssignedUnits,
  measure: FoldMeasure,
  follow: NonNullable<FoldMeasure["follow"]>,
  { from, to, until }: RowWindow,
  take: (slot: number, value: number, at: number) => void,
): void {
  const { exposedAt } = units;
  const own = { from: 0, to, until };
  const starts = new Uint32Array(exposedAt.length + 1);
  for (const of of [measure, follow.rows])
    eachLogRow(fold, units, of, own, (slot) => {
      starts[slot + 1]!++;
    });
  for (let slot = 0; slot < exposedAt.length; slot++) starts[slot + 1]! += starts[slot]!;
  const times = new Float64Array(starts.at(-1)!);
  const texts = new Float64Array(times.length);
  const next = starts.slice();
  for (const of of [measure, follow.rows])
    eachLogRow(fold, units, of, own, (slot, value, at) => {
      const place = next[slot]!++;
      times[place] = at;
      texts[place] = of === measure ? value : notCounted;
    });
  for (let slot = 0; slot < exposedAt.length; slot++) {
    const steps: FollowStep[] = [];
    let some = false;
    for (let row = starts[slot]!; row < starts[slot + 1]!; row++) {
      const isCounted = texts[row] !== notCounted;
      some ||= isCounted;
      steps.push({ at: times[row]!, text: isCounted ? texts[row]! : undefined });
    }
    if (!some) continue;
    steps.sort(inFollowOrder);
    followedRows(steps, follow, (at) => {
      const after = at - exposedAt[slot]!;
      if (after >= from && after < to && at <= until) take(slot, 1, at);
    });
  }
}

function eachLogRow(
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
  for (let start = 0; start < log.length; start += log.chunkRows) {
    // By chunk: a look-up of the chunk for each row costs more than the rest.
    const { unit, at, values, length } = log.chunk(start);
    for (let row = 0; row < length; row++) {
      const slot = slotOf[unit[row]!]!;
      if (slot < 0) continue;
      const time = at[row]!;
      const after = time - exposedAt[slot]!;
      if (after >= from && after < to && time <= until) take(slot, values === undefined ? 1 : values[row]!, time);
    }
  }
}
