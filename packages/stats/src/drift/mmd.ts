import { type Degenerate, degenerate, requireCount } from "../degenerate.ts";
import { type Random, shuffleInPlace } from "../seeded-random.ts";
import { largestSize, zeroUpToRounding } from "../zero-up-to-rounding.ts";
import { matrixFault, type RowMatrix } from "./row-matrix.ts";

export interface MmdOptions {
  /** Draws the rows when there are more than `maxRows`, and the permutations of the test. */
  readonly random: Random;
  readonly permutations?: number;
  /** Rows of each side that are compared; the work grows with the square of it. */
  readonly maxRows?: number;
}

export interface Mmd {
  /** Unbiased squared discrepancy; about 0, or below, when the samples are alike. */
  readonly mmdSquared: number;
  /** (permutations at least as large + 1) / (permutations + 1). */
  readonly pValue: number;
  /** Kernel width used: exp(−gamma ‖x − y‖²). */
  readonly gamma: number;
  readonly rows: readonly [number, number];
}

/**
 * Maximum mean discrepancy of two samples of vectors under a Gaussian kernel whose width is the median distance between
 * the samples, with a permutation test. Degenerate: `too-few` below two rows a side, `constant` when the median
 * distance is 0, `not-finite`.
 *
 * @equation MMD²_u = mean_{i≠j} k(x_i, x_j) + mean_{i≠j} k(y_i, y_j) − 2 mean k(x_i, y_j), k = exp(−‖·‖²/median²)
 * @source Gretton et al. (2012), JMLR 13:723, eq. 3; width: Evidently embedding_drift_methods.py, MMDDriftMethod
 * @default permutations 100
 * @default maxRows 1000
 * @throws StatsInputError when the matrices do not fit, or an option is not a whole number
 */
export function mmd(reference: RowMatrix, current: RowMatrix, options: MmdOptions): Mmd | Degenerate {
  const { random, permutations = 100, maxRows = 1000 } = options;
  requireCount("permutations", permutations, 1);
  requireCount("maxRows", maxRows, 2);
  const fault = matrixFault(reference, current, 2);
  if (fault) return fault;
  const x = drawRows(reference, maxRows, random);
  const y = drawRows(current, maxRows, random);
  const n = x.length;
  const total = n + y.length;
  const squared = squaredDistances([...x, ...y]);
  const median = medianBetween(squared, n, total);
  const largest = Math.max(largestSize(reference.values), largestSize(current.values));
  if (zeroUpToRounding(Math.sqrt(median), largest, reference.columns))
    return degenerate("constant", "at least half of the pairs of rows are equal");
  const kernel = squared.map((distance) => Math.exp(-distance / median));
  const order = Int32Array.from({ length: total }, (_, i) => i);
  const observed = discrepancy(kernel, order, n);
  let hits = 0;
  for (let round = 0; round < permutations; round++)
    if (discrepancy(kernel, shuffleInPlace(order, random), n) >= observed) hits++;
  return {
    mmdSquared: observed,
    pValue: (hits + 1) / (permutations + 1),
    gamma: 1 / median,
    rows: [n, y.length],
  };
}

type Row = Float32Array | Float64Array;

function drawRows(matrix: RowMatrix, limit: number, random: Random): Row[] {
  const order = Int32Array.from({ length: matrix.rows }, (_, i) => i);
  const chosen = matrix.rows <= limit ? order : shuffleInPlace(order, random).subarray(0, limit);
  return Array.from(chosen, (row) => matrix.values.subarray(row * matrix.columns, (row + 1) * matrix.columns));
}

function squaredDistances(rows: readonly Row[]): Float64Array {
  const total = rows.length;
  const squared = new Float64Array(total * total);
  for (let i = 0; i < total; i++) {
    const a = rows[i]!;
    for (let j = i + 1; j < total; j++) {
      const b = rows[j]!;
      let sum = 0;
      for (let k = 0; k < a.length; k++) {
        const gap = a[k]! - b[k]!;
        sum += gap * gap;
      }
      squared[i * total + j] = sum;
      squared[j * total + i] = sum;
    }
  }
  return squared;
}

/** Squared median of the distances between the two samples; the middle two are averaged before squaring. */
function medianBetween(squared: Float64Array, n: number, total: number): number {
  const m = total - n;
  const between = new Float64Array(n * m);
  for (let i = 0; i < n; i++) for (let j = 0; j < m; j++) between[i * m + j] = Math.sqrt(squared[i * total + n + j]!);
  between.sort();
  const middle = between.length >> 1;
  const median = between.length % 2 === 1 ? between[middle]! : (between[middle - 1]! + between[middle]!) / 2;
  return median * median;
}

function discrepancy(kernel: Float64Array, order: Int32Array, n: number): number {
  const total = order.length;
  const m = total - n;
  let within = 0;
  let other = 0;
  let between = 0;
  for (let i = 0; i < total; i++) {
    const row = order[i]! * total;
    for (let j = i + 1; j < total; j++) {
      const value = kernel[row + order[j]!]!;
      if (j < n) within += value;
      else if (i >= n) other += value;
      else between += value;
    }
  }
  return (2 * within) / (n * (n - 1)) + (2 * other) / (m * (m - 1)) - (2 * between) / (n * m);
}
