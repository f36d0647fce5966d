import { binOf, type ColumnBins } from "./column-bins.ts";
import type { FeatureMatrix } from "./feature-matrix.ts";

/** A feature matrix as bin numbers, one byte each, column by column. */
export interface BinnedMatrix {
  rows: number;
  bins: readonly ColumnBins[];
  /** Bin of row i in column j at `j * rows + i`. */
  cells: Uint8Array;
  /** Where a column's bins start in a histogram; one more than there are columns, the last being the total. */
  offsets: Int32Array;
}

/** Puts every value into its bin: one byte a cell. */
export function binMatrix(matrix: FeatureMatrix, bins: readonly ColumnBins[]): BinnedMatrix {
  const { rows, values } = matrix;
  const width = bins.length;
  const cells = new Uint8Array(rows * width);
  const offsets = new Int32Array(width + 1);
  for (let j = 0; j < width; j++) {
    const column = bins[j]!;
    for (let i = 0; i < rows; i++) cells[j * rows + i] = binOf(column, values[i * width + j]!);
    offsets[j + 1] = offsets[j]! + column.count + 1;
  }
  return { rows, bins, cells, offsets };
}
