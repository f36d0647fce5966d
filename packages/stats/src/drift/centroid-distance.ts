import { type Degenerate, isDegenerate, requireCount, requireOpenShare, requirePositive } from "../degenerate.ts";
import { cosineDistance } from "../ranking/beyond-accuracy.ts";
import type { Random } from "../seeded-random.ts";
import { largestSize, zeroUpToRounding } from "../zero-up-to-rounding.ts";
import { matrixFault, type RowMatrix } from "./row-matrix.ts";

export interface CentroidDistanceOptions {
  readonly metric?: "euclidean" | "cosine";
  /** Distance above which the embeddings have drifted, when the threshold is not resampled. */
  readonly threshold?: number;
  /** When given, the threshold is a quantile of distances between resamples of the reference alone. */
  readonly random?: Random;
  readonly resamples?: number;
  readonly quantile?: number;
}

export interface CentroidDistance {
  readonly distance: number;
  readonly threshold: number;
  readonly drifted: boolean;
}

/**
 * Distance between the mean embeddings of two samples. With `random`, the threshold is what the reference shows against
 * itself at these sample sizes. Degenerate: `empty`, `not-finite`, `constant` for the cosine of a zero mean.
 *
 * @equation d(x̄, ȳ): ‖x̄ − ȳ‖, or 1 − x̄·ȳ / (‖x̄‖ ‖ȳ‖)
 * @source Evidently embedding_drift_methods.py, DistanceDriftMethod
 * @default metric "euclidean"
 * @default threshold 0.2
 * @default resamples 100
 * @default quantile 0.95
 * @throws StatsInputError when the matrices do not fit, or an option is out of range
 */
export function centroidDistance(
  reference: RowMatrix,
  current: RowMatrix,
  options: CentroidDistanceOptions = {},
): CentroidDistance | Degenerate {
  const { metric = "euclidean", random, resamples = 100, quantile = 0.95 } = options;
  requireCount("resamples", resamples, 1);
  requireOpenShare("quantile", quantile);
  const fault = matrixFault(reference, current);
  if (fault) return fault;
  const measure = metric === "euclidean" ? euclidean : cosineDistance;
  const [centre, moved] = [mean(reference), mean(current)];
  const distance = measure(centre, moved);
  if (isDegenerate(distance)) return distance;
  let threshold = options.threshold ?? 0.2;
  requirePositive("threshold", threshold);
  if (random) {
    const total = reference.rows + current.rows;
    const sizes = [reference.rows, current.rows].map((rows) =>
      Math.max(1, Math.floor((reference.rows * rows) / total)),
    );
    const distances = new Float64Array(resamples);
    for (let i = 0; i < resamples; i++) {
      const [first, second] = sizes.map((size) => meanOfDraws(reference, size, random));
      const apart = measure(first!, second!);
      if (isDegenerate(apart)) return apart;
      distances[i] = apart;
    }
    distances.sort();
    threshold = distances[Math.min(resamples - 1, Math.ceil(quantile * resamples) - 1)]!;
  }
  const size = metric === "cosine" ? 1 : Math.max(largestSize(centre), largestSize(moved));
  const additions = Math.max(reference.rows, current.rows) + reference.columns;
  return { distance, threshold, drifted: distance > threshold && !zeroUpToRounding(distance, size, additions) };
}

function mean(matrix: RowMatrix): Float64Array {
  return meanOfRows(matrix, matrix.rows, (i) => i);
}

function meanOfDraws(matrix: RowMatrix, size: number, random: Random): Float64Array {
  return meanOfRows(matrix, size, () => Math.floor(random() * matrix.rows));
}

function meanOfRows(matrix: RowMatrix, count: number, rowAt: (i: number) => number): Float64Array {
  const sum = new Float64Array(matrix.columns);
  for (let i = 0; i < count; i++) {
    const offset = rowAt(i) * matrix.columns;
    for (let k = 0; k < matrix.columns; k++) sum[k] = sum[k]! + matrix.values[offset + k]!;
  }
  return sum.map((value) => value / count);
}

function euclidean(a: Float64Array, b: Float64Array): number {
  let squares = 0;
  for (let k = 0; k < a.length; k++) squares += (a[k]! - b[k]!) ** 2;
  return Math.sqrt(squares);
}
