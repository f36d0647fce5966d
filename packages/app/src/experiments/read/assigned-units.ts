import type { ExperimentFold } from "../fold/experiment-fold.ts";
import { noArm } from "../fold/unit-table.ts";

/**
 * The units that metrics are of, one arm after the other: exposed by a time, in one arm alone. A unit's place among them is its slot, so
 * that the columns of an arm are one stretch of the columns of all.
 */
export interface AssignedUnits {
  /** By row of the table of units: its slot (that of its root, where it has one), −1 where it is in no metric. */
  readonly slotOf: Int32Array;
  /** First exposure by slot, milliseconds since 1970. */
  readonly exposedAt: Float64Array;
  /** The row that stands for a slot. */
  readonly rowOf: Uint32Array;
  /** By arm: its first slot, and at the end how many slots there are. */
  readonly starts: readonly number[];
  readonly crossedOver: number;
  /** By slot, one over the odds of the arm that it got, where those changed while it ran. */
  readonly weights?: Float64Array;
}

/** `keepCrossed`: a unit that met other arms later counts for the first, as where the split moves under it. */
export function assignedUnits(fold: ExperimentFold, until: number, keepCrossed = false): AssignedUnits {
  const { units } = fold;
  const counts = fold.shape.arms.map(() => 0);
  let crossedOver = 0;
  for (let row = 0; row < units.size; row++) {
    if (units.parentOf(row) !== row || !(units.exposedAt.get(row) <= until)) continue;
    const arm = units.arm.get(row);
    if (arm === noArm) continue;
    if (units.crossed.get(row) === 1) {
      crossedOver++;
      if (keepCrossed) counts[arm]!++;
    } else counts[arm]!++;
  }
  const starts = [0];
  for (const count of counts) starts.push(starts.at(-1)! + count);
  const total = starts.at(-1)!;
  const slotOf = new Int32Array(units.size).fill(-1);
  const exposedAt = new Float64Array(total);
  const rowOf = new Uint32Array(total);
  const next = starts.slice(0, -1);
  for (let row = 0; row < units.size; row++) {
    if (units.parentOf(row) !== row || (units.crossed.get(row) === 1 && !keepCrossed)) continue;
    const at = units.exposedAt.get(row);
    const arm = units.arm.get(row);
    if (arm === noArm || !(at <= until)) continue;
    const slot = next[arm]!++;
    slotOf[row] = slot;
    exposedAt[slot] = at;
    rowOf[slot] = row;
  }
  if (units.linked)
    for (let row = 0; row < units.size; row++) if (units.parentOf(row) !== row) slotOf[row] = slotOf[units.root(row)]!;
  return { slotOf, exposedAt, rowOf, starts, crossedOver };
}
