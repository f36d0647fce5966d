import { type Degenerate, degenerate, isDegenerate } from "../degenerate.ts";
import { binCounts } from "./bins.ts";
import { categoryCounts } from "./category-counts.ts";
import { type ChunkThreshold, chunkThreshold } from "./chunk-threshold.ts";
import { kolmogorovSmirnov } from "./kolmogorov-smirnov.ts";
import { fitReconstruction, reconstructionError } from "./reconstruction.ts";
import type { RowMatrix } from "./row-matrix.ts";
import { hellinger, jensenShannon, lInfinity } from "./share-distances.ts";
import { sortSample } from "./sorted-sample.ts";
import { wasserstein } from "./wasserstein.ts";

export interface ChunkScore {
  /** The measure of this chunk against the whole reference. */
  readonly score: number;
  /** True when the score lies outside the limits. */
  readonly alert: boolean;
}

export interface ChunkDrift {
  readonly threshold: ChunkThreshold;
  readonly referenceScores: Float64Array;
  /** One entry per analysed chunk; a chunk that bears no answer says why. */
  readonly chunks: readonly (ChunkScore | Degenerate)[];
}

export type NumericChunkMeasure = "kolmogorov-smirnov" | "wasserstein" | "jensen-shannon" | "hellinger";
export type CategoricalChunkMeasure = "jensen-shannon" | "hellinger" | "l-infinity";

/**
 * Drift of one numeric column chunk by chunk (day, week): each chunk against the whole reference, with limits from the
 * reference's own chunks. Jensen–Shannon has base 2 and, as Hellinger, the bins of `auto`. Degenerate: `too-few` below
 * two reference chunks, or the reason of the first reference chunk that bears no answer.
 *
 * @equation alert ⇔ score outside mean ± 3 sd of the reference chunks' scores
 * @source NannyML univariate drift (methods.py, thresholds.py)
 * @default measure "jensen-shannon"
 */
export function numericChunkDrift(
  referenceChunks: readonly ArrayLike<number>[],
  chunks: readonly ArrayLike<number>[],
  options: { readonly measure?: NumericChunkMeasure } = {},
): ChunkDrift | Degenerate {
  const reference = sortSample(joined(referenceChunks));
  if (isDegenerate(reference)) return reference;
  const measure = options.measure ?? "jensen-shannon";
  return againstReference(referenceChunks, chunks, (chunk) => {
    if (measure === "kolmogorov-smirnov") {
      const result = kolmogorovSmirnov(reference, chunk, { method: "asymptotic" });
      return isDegenerate(result) ? result : result.statistic;
    }
    if (measure === "wasserstein") {
      const result = wasserstein(reference, chunk);
      return isDegenerate(result) ? result : result.distance;
    }
    const counts = binCounts(reference, chunk, { kind: "auto" });
    if (isDegenerate(counts)) return counts;
    return measure === "hellinger"
      ? hellinger(counts.reference, counts.current)
      : jensenShannon(counts.reference, counts.current, { base: 2 });
  });
}

/**
 * Drift of one categorical column chunk by chunk, as `numericChunkDrift`; a category never seen before adds to the
 * distance.
 *
 * @equation alert ⇔ score outside mean ± 3 sd of the reference chunks' scores
 * @source NannyML univariate drift (methods.py, thresholds.py)
 * @default measure "jensen-shannon"
 */
export function categoricalChunkDrift(
  referenceChunks: readonly (readonly string[])[],
  chunks: readonly (readonly string[])[],
  options: { readonly measure?: CategoricalChunkMeasure } = {},
): ChunkDrift | Degenerate {
  const reference = referenceChunks.flat();
  const measure = options.measure ?? "jensen-shannon";
  return againstReference(referenceChunks, chunks, (chunk) => {
    const counts = categoryCounts(reference, chunk);
    if (measure === "hellinger") return hellinger(counts.reference, counts.current);
    if (measure === "l-infinity") return lInfinity(counts.reference, counts.current);
    return jensenShannon(counts.reference, counts.current, { base: 2 });
  });
}

/**
 * Drift of many numeric columns together, chunk by chunk: how badly the reference's principal components rebuild each
 * chunk. Finds columns that each look as before but no longer move together. Degenerate as `fitReconstruction`, and
 * `too-few` below two reference chunks.
 *
 * @equation alert ⇔ mean reconstruction error outside mean ± 3 sd of the reference chunks' errors
 * @source NannyML data_reconstruction/calculator.py
 * @default explained 0.65
 * @throws StatsInputError when chunks differ in columns
 */
export function reconstructionChunkDrift(
  referenceChunks: readonly RowMatrix[],
  chunks: readonly RowMatrix[],
  options: { readonly explained?: number } = {},
): ChunkDrift | Degenerate {
  const first = referenceChunks[0];
  if (first === undefined) return degenerate("empty", "there is no reference chunk");
  const values = joined(referenceChunks.map((chunk) => chunk.values));
  const rows = referenceChunks.reduce((sum, chunk) => sum + chunk.rows, 0);
  const model = fitReconstruction({ values, rows, columns: first.columns }, options);
  if (isDegenerate(model)) return model;
  return againstReference(referenceChunks, chunks, (chunk) => reconstructionError(model, chunk));
}

function joined(parts: readonly ArrayLike<number>[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function againstReference<Chunk>(
  referenceChunks: readonly Chunk[],
  chunks: readonly Chunk[],
  measure: (chunk: Chunk) => number | Degenerate,
): ChunkDrift | Degenerate {
  const referenceScores = new Float64Array(referenceChunks.length);
  for (const [i, chunk] of referenceChunks.entries()) {
    const score = measure(chunk);
    if (isDegenerate(score)) return score;
    referenceScores[i] = score;
  }
  const threshold = chunkThreshold(referenceScores, { lowest: 0 });
  if (isDegenerate(threshold)) return threshold;
  return {
    threshold,
    referenceScores,
    chunks: chunks.map((chunk) => {
      const score = measure(chunk);
      if (isDegenerate(score)) return score;
      return { score, alert: score > threshold.upper || score < threshold.lower };
    }),
  };
}
