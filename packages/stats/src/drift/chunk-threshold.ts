import { type Degenerate, degenerate, requirePositive, StatsInputError } from "../degenerate.ts";
import { valuesFault } from "./usable-range.ts";

export interface ChunkThresholdOptions {
  /** Standard deviations between the mean and each limit. */
  readonly multiplier?: number;
  /** Bounds that the measure cannot leave (0 for a distance): a limit beyond one stands at it. */
  readonly lowest?: number;
  readonly highest?: number;
}

export interface ChunkThreshold {
  readonly lower: number;
  readonly upper: number;
  readonly mean: number;
  readonly standardDeviation: number;
}

/**
 * Alarm limits from what a measure showed on chunks of the reference. Degenerate: `too-few` below two chunks,
 * `not-finite`.
 *
 * @equation mean ± multiplier · sd, sd with the number of chunks as divisor
 * @source NannyML thresholds.py, StandardDeviationThreshold; Shewhart (1931)
 * @default multiplier 3
 * @throws StatsInputError when the multiplier is not above zero, or lowest is not below highest
 */
export function chunkThreshold(
  referenceScores: ArrayLike<number>,
  options: ChunkThresholdOptions = {},
): ChunkThreshold | Degenerate {
  const multiplier = options.multiplier ?? 3;
  requirePositive("multiplier", multiplier);
  const { lowest = Number.NEGATIVE_INFINITY, highest = Number.POSITIVE_INFINITY } = options;
  if (!(lowest < highest)) throw new StatsInputError("lowest", `must be below highest, got ${lowest} and ${highest}`);
  const n = referenceScores.length;
  if (n < 2) return degenerate("too-few", `${n} reference chunks; two are needed for a spread`);
  const fault = valuesFault(referenceScores);
  if (fault) return fault;
  const scores = Float64Array.from(referenceScores);
  const mean = scores.reduce((sum, score) => sum + score, 0) / n;
  const standardDeviation = Math.sqrt(scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / n);
  return {
    lower: Math.max(mean - multiplier * standardDeviation, lowest),
    upper: Math.min(mean + multiplier * standardDeviation, highest),
    mean,
    standardDeviation,
  };
}
