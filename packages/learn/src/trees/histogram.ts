import type { BinnedMatrix } from "./binned-matrix.ts";

/** Per bin of every column three numbers in a row: sum of gradients, sum of hessians, count of rows. */
export type Histogram = Float64Array;

/** Histograms for reuse, so that growing a tree allocates nothing. */
export interface HistogramPool {
  take(): Histogram;
  give(histogram: Histogram): void;
}

/** A pool of histograms of `bins` bins, 24 bytes each; it holds as many as were ever in use at once. */
export function histogramPool(bins: number): HistogramPool {
  const free: Histogram[] = [];
  return {
    take: () => free.pop() ?? new Float64Array(bins * 3),
    give: (histogram) => {
      free.push(histogram);
    },
  };
}

/**
 * Fills the histogram of the rows `order[start…end)` over the given columns. `gradient` and `hessian` are in the order
 * of `order`, not of the rows, so that they are read in sequence.
 */
export function fillHistogram(
  histogram: Histogram,
  { cells, rows, offsets }: BinnedMatrix,
  columns: Int32Array,
  order: Int32Array,
  start: number,
  end: number,
  gradient: Float32Array,
  hessian: Float32Array,
): void {
  histogram.fill(0);
  const identity = start === 0 && end === rows;
  for (let c = 0; c < columns.length; c++) {
    const column = columns[c]!;
    const column0 = column * rows;
    const target = histogram.subarray(offsets[column]! * 3, offsets[column + 1]! * 3);
    if (identity) addInSequence(target, cells.subarray(column0, column0 + rows), gradient, hessian);
    else addByOrder(target, cells.subarray(column0, column0 + rows), order, start, end, gradient, hessian);
  }
}

function addInSequence(target: Float64Array, bins: Uint8Array, gradient: Float32Array, hessian: Float32Array): void {
  for (let i = 0; i < bins.length; i++) {
    const k = bins[i]! * 3;
    target[k] = target[k]! + gradient[i]!;
    target[k + 1] = target[k + 1]! + hessian[i]!;
    target[k + 2] = target[k + 2]! + 1;
  }
}

function addByOrder(
  target: Float64Array,
  bins: Uint8Array,
  order: Int32Array,
  start: number,
  end: number,
  gradient: Float32Array,
  hessian: Float32Array,
): void {
  for (let i = start; i < end; i++) {
    const k = bins[order[i]!]! * 3;
    target[k] = target[k]! + gradient[i]!;
    target[k + 1] = target[k + 1]! + hessian[i]!;
    target[k + 2] = target[k + 2]! + 1;
  }
}

/** What is left of a parent's histogram without one child, written over the parent's. */
export function subtractHistogram(parent: Histogram, child: Histogram): void {
  for (let k = 0; k < parent.length; k++) parent[k] = parent[k]! - child[k]!;
}
