import { isDegenerate } from "@aisle/stats/degenerate";
import { studentTSf } from "@aisle/stats/distributions/student-t";
import { chunkThreshold } from "@aisle/stats/drift/chunk-threshold";

/** Earlier windows that show how much a score usually varies. */
const maxLearned = 28;
/** Scores of fewer earlier windows have no variation that could be learned. */
const minPast = 3;
/** Scores so far from the others are changes of their own, and no usual variation. */
const maxDeviations = 8;
/** Of a median absolute deviation, for the standard deviation of a normal distribution. */
const madScale = 1.4826;

/** Usual variation of a score, from earlier windows. */
export interface LearnedLimit {
  readonly lower: number;
  readonly upper: number;
  /** P(a score at least so far out), by what earlier windows showed. */
  readonly pValue: (score: number) => number;
}

/**
 * Limits of a score from the last 28 earlier windows (`past`, the newest first): mean ± 3 standard deviations of those that are no changes themselves, and the chance of a
 * score by the t-distribution of one more of them. Undefined below three. `signed`: both directions count; else only larger ones.
 * `floor` is the least standard deviation that is believed.
 */
export function learnedLimit(
  past: readonly (number | null)[],
  signed: boolean,
  floor: number,
): LearnedLimit | undefined {
  const known = past.slice(0, maxLearned).filter((each) => each !== null);
  const usual = withoutChanges(known, floor);
  if (usual.length < minPast) return undefined;
  const threshold = chunkThreshold(usual, signed ? {} : { lowest: 0 });
  if (isDegenerate(threshold)) return undefined;
  const { mean, standardDeviation } = threshold;
  const n = usual.length;
  const spread = Math.max(floor, standardDeviation * Math.sqrt(n / (n - 1)));
  const scale = spread * Math.sqrt(1 + 1 / n);
  return {
    lower: mean - 3 * spread,
    upper: mean + 3 * spread,
    pValue(score) {
      const t = (score - mean) / scale;
      return signed ? Math.min(1, 2 * studentTSf(Math.abs(t), n - 1)) : studentTSf(t, n - 1);
    },
  };
}

function withoutChanges(past: readonly number[], floor: number): readonly number[] {
  const median = medianOf(past);
  const deviation = Math.max(floor, madScale * medianOf(past.map((score) => Math.abs(score - median))));
  return past.filter((score) => Math.abs(score - median) <= maxDeviations * deviation);
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
