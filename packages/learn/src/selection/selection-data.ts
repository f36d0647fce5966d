import type { Random } from "../seeded-random.ts";
import { binMatrix } from "../trees/binned-matrix.ts";
import { findColumnBins } from "../trees/column-bins.ts";
import type { FeatureMatrix, LabelledMatrix } from "../trees/feature-matrix.ts";

/** What is to be predicted: a class (labels 0 … classes − 1) or a number. */
export type SelectionTask = { kind: "classification"; classes: number } | { kind: "regression" };

/** One column of a matrix as an array of its own. */
export function columnOf({ columns, rows, values }: FeatureMatrix, column: number): Float64Array {
  const copy = new Float64Array(rows);
  for (let i = 0; i < rows; i++) copy[i] = values[i * columns.length + column]!;
  return copy;
}

/** The matrix with only the given columns, in that order. */
export function withColumns<M extends FeatureMatrix>(matrix: M, selected: readonly number[]): M {
  const { columns, rows, values } = matrix;
  const copy = new Float64Array(rows * selected.length);
  for (let i = 0; i < rows; i++)
    for (let k = 0; k < selected.length; k++)
      copy[i * selected.length + k] = values[i * columns.length + selected[k]!]!;
  return { ...matrix, columns: selected.map((j) => columns[j]!), values: copy };
}

/** A column whose values are few whole numbers from 0: bins of a number, classes of a label. */
export interface DiscreteColumn {
  /** One per row, below `levels`. */
  codes: Uint8Array | Uint16Array;
  levels: number;
}

/** Every column in at most `bins` bins of about equally many rows; what is missing has a bin of its own. */
export function discreteColumns(matrix: FeatureMatrix, bins: number, random: Random): DiscreteColumn[] {
  const found = findColumnBins(matrix, bins, random);
  const { cells, rows } = binMatrix(matrix, found);
  return found.map(({ count }, j) => ({ codes: cells.subarray(j * rows, (j + 1) * rows), levels: count + 1 }));
}

/** The label as classes, or in `bins` bins when it is a number. */
export function discreteTarget(
  data: LabelledMatrix,
  task: SelectionTask,
  bins: number,
  random: Random,
): DiscreteColumn {
  if (task.kind === "classification") return { codes: Uint16Array.from(data.labels), levels: task.classes };
  const target = {
    columns: [{ name: "target", kind: "number" as const }],
    rows: data.rows,
    values: Float64Array.from(data.labels),
  };
  return discreteColumns(target, bins, random)[0]!;
}

/** Counts of every pair of levels, row-major by the levels of `a`. */
export function contingency(a: DiscreteColumn, b: DiscreteColumn): Float64Array {
  const counts = new Float64Array(a.levels * b.levels);
  for (let i = 0; i < a.codes.length; i++) {
    const at = a.codes[i]! * b.levels + b.codes[i]!;
    counts[at] = counts[at]! + 1;
  }
  return counts;
}
