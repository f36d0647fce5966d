import { type Degenerate, degenerate, StatsInputError } from "../degenerate.ts";
import { valuesFault } from "./usable-range.ts";

/** Rows of equal length in one typed array, row after row: embeddings, or the numeric columns of a table. */
export interface RowMatrix {
  readonly values: Float32Array | Float64Array;
  readonly rows: number;
  readonly columns: number;
}

/**
 * What is wrong with a pair of matrices, or null: the check that every multivariate measure begins with.
 *
 * @equation none
 * @source definition
 * @throws StatsInputError when a matrix does not hold rows × columns values, or the columns differ
 */
export function matrixFault(reference: RowMatrix, current: RowMatrix, leastRows = 1): Degenerate | null {
  for (const matrix of [reference, current])
    if (matrix.values.length !== matrix.rows * matrix.columns)
      throw new StatsInputError("matrix", `${matrix.values.length} values are not ${matrix.rows} × ${matrix.columns}`);
  if (reference.columns !== current.columns)
    throw new StatsInputError("current", `has ${current.columns} columns, the reference ${reference.columns}`);
  if (reference.columns === 0 || reference.rows === 0 || current.rows === 0)
    return degenerate("empty", "a matrix has no rows or no columns");
  const least = Math.min(reference.rows, current.rows);
  if (least < leastRows) return degenerate("too-few", `${least} rows on one side; ${leastRows} are needed`);
  return valuesFault(reference.values) ?? valuesFault(current.values);
}

/**
 * One column of a matrix.
 *
 * @equation x_{·k}
 * @source definition
 */
export function columnOf(matrix: RowMatrix, column: number): Float64Array {
  return Float64Array.from({ length: matrix.rows }, (_, row) => matrix.values[row * matrix.columns + column]!);
}
