import type { FeatureMatrix } from "../trees/feature-matrix.ts";
import { columnOf } from "./selection-data.ts";

/** A column as a linear model reads it: centred, of variance 1, missing at the mean; one per number, one per category value. */
export interface DesignColumn {
  values: Float64Array;
  /** Index of the column it stems from. */
  source: number;
}

const maxCategories = 10;

/** Design columns of a matrix on the given rows; constants are left out, and so are all but the 10 commonest categories. */
export function designColumns(matrix: FeatureMatrix, rows: ArrayLike<number>): DesignColumn[] {
  const design: DesignColumn[] = [];
  for (const [source, { kind }] of matrix.columns.entries()) {
    const all = columnOf(matrix, source);
    const column = Float64Array.from(rows, (row) => all[row]!);
    const parts =
      kind === "number" ? [column] : commonest(column).map((code) => column.map((value) => (value === code ? 1 : 0)));
    for (const part of parts) {
      const values = standardise(part);
      if (values) design.push({ values, source });
    }
  }
  return design;
}

function commonest(codes: Float64Array): number[] {
  const counts = new Map<number, number>();
  for (const code of codes) counts.set(code, (counts.get(code) ?? 0) + 1);
  return [...counts]
    .sort((a, b) => b[1] - a[1])
    .slice(0, maxCategories)
    .map(([code]) => code);
}

function standardise(values: Float64Array): Float64Array | undefined {
  let count = 0;
  let sum = 0;
  for (const value of values)
    if (!Number.isNaN(value)) {
      sum += value;
      count++;
    }
  const mean = sum / count;
  let squares = 0;
  for (const value of values) if (!Number.isNaN(value)) squares += (value - mean) ** 2;
  const spread = Math.sqrt(squares / values.length);
  if (!(spread > 1e-12)) return undefined;
  return values.map((value) => (Number.isNaN(value) ? 0 : (value - mean) / spread));
}
