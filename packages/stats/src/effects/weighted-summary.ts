import { allFinite, type Degenerate, degenerate, requireSameLength, StatsInputError } from "../degenerate.ts";
import { effectiveSampleSize } from "../off-policy/logged-bandit.ts";
import type { SampleSummary } from "./sample-summary.ts";

/** An arm whose units stand for more than themselves. */
export interface WeightedSummary extends SampleSummary {
  /** Units that it is worth: n where all weights are the same. */
  effectiveUnits: number;
}

/**
 * A mean (or a proportion, of 0 and 1) of units that were assigned with different odds: each weighs one over the odds of the arm that
 * it got, so that an arm stands for all units of all times, whatever share of them it had when. Self-normalised (Hájek, SNIPS): the
 * same odds for all give the plain mean.
 *
 * @equation x̄ = Σ wᵢ xᵢ / Σ wᵢ, s² = Σ (wᵢ (xᵢ − x̄) / w̄)² / (n − 1)
 * @source Hájek (1971), comment on Basu; Swaminathan and Joachims (2015), self-normalised estimator
 * @throws StatsInputError when lengths differ or a weight is not above zero
 */
export function weightedSummary(values: ArrayLike<number>, weights: ArrayLike<number>): WeightedSummary | Degenerate {
  return weightedRatioSummary(values, undefined, weights);
}

/**
 * A ratio of sums (value per order) of units that were assigned with different odds, by the delta method; without a denominator the
 * mean.
 *
 * @equation R = Σ wᵢ mᵢ / Σ wᵢ dᵢ, s² = Σ (wᵢ (mᵢ − R dᵢ) / m(w d))² / (n − 1), m(w d) the mean of wᵢ dᵢ
 * @source Hájek (1971); Deng, Knoblich and Lu (2018), equation 6, for weighted units
 * @throws StatsInputError when lengths differ or a weight is not above zero
 */
export function weightedRatioSummary(
  numerator: ArrayLike<number>,
  denominator: ArrayLike<number> | undefined,
  weights: ArrayLike<number>,
): WeightedSummary | Degenerate {
  requireSameLength("numerator and weights", numerator, weights);
  if (denominator !== undefined) requireSameLength("denominator and weights", denominator, weights);
  const n = weights.length;
  if (n === 0) return degenerate("empty", "The arm has no units.");
  if (!allFinite(numerator) || (denominator !== undefined && !allFinite(denominator)))
    return degenerate("not-finite", "The arm holds a value that is not a finite number.");
  let above = 0;
  let below = 0;
  for (let i = 0; i < n; i++) {
    const weight = weights[i]!;
    if (!(weight > 0 && Number.isFinite(weight)))
      throw new StatsInputError("weights", `row ${i} must be above 0, got ${weight}`);
    above += weight * numerator[i]!;
    below += weight * (denominator === undefined ? 1 : denominator[i]!);
  }
  if (below === 0) return degenerate("zero-baseline", "The denominator of the ratio is zero on average.");
  const mean = above / below;
  let squares = 0;
  for (let i = 0; i < n; i++) {
    const rest = weights[i]! * (numerator[i]! - mean * (denominator === undefined ? 1 : denominator[i]!));
    squares += rest * rest;
  }
  const scale = below / n;
  const variance = n > 1 ? squares / (n - 1) / (scale * scale) : 0;
  if (!Number.isFinite(mean) || !Number.isFinite(variance))
    return degenerate("not-finite", "The arm holds a value that is not a finite number.");
  return { n, mean, variance, effectiveUnits: effectiveSampleSize(weights) };
}
