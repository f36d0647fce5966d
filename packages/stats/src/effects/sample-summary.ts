import { type Degenerate, degenerate, requireCount, StatsInputError } from "../degenerate.ts";
import { zeroUpToRounding } from "../zero-up-to-rounding.ts";
import { type Moments, momentsOf } from "./moments.ts";

/**
 * One arm of a metric, ready to be compared: n units, the estimate of the arm, and the variance of one unit, so that
 * the estimate's own variance is variance / n.
 */
export interface SampleSummary {
  n: number;
  mean: number;
  variance: number;
  /**
   * Set where `mean` was adjusted (CUPED): the unadjusted mean that relative effects refer to, its variance a unit,
   * and its covariance with the adjusted one.
   */
  reference?: { mean: number; variance: number; covariance: number };
}

/**
 * A mean metric from raw values, one a unit.
 *
 * @equation x̄ = Σ xᵢ / n, s² = Σ (xᵢ − x̄)² / (n − 1)
 * @source definition
 */
export function meanSummary(values: ArrayLike<number>): SampleSummary | Degenerate {
  return meanFromMoments(momentsOf([values]));
}

/**
 * A mean metric from the first column of stored moments.
 *
 * @equation x̄, s² as stored
 * @source definition
 */
export function meanFromMoments(moments: Moments): SampleSummary | Degenerate {
  if (moments.n === 0) return degenerate("empty", "The arm has no units.");
  return checked({ n: moments.n, mean: moments.means[0] ?? 0, variance: moments.covariance[0]?.[0] ?? 0 });
}

/**
 * A proportion: n units of which `successes` have the outcome. The variance has no n − 1, as in GrowthBook.
 *
 * @equation p = successes / n, variance = p (1 − p)
 * @source Moivre; GrowthBook gbstats, ProportionStatistic
 * @throws StatsInputError unless 0 ≤ successes ≤ n are whole
 */
export function proportionSummary(successes: number, n: number): SampleSummary | Degenerate {
  requireCount("n", n);
  requireCount("successes", successes);
  if (successes > n) throw new StatsInputError("successes", `exceed n: ${successes} of ${n}`);
  if (n === 0) return degenerate("empty", "The arm has no units.");
  const p = successes / n;
  return { n, mean: p, variance: p * ((n - successes) / n) };
}

/**
 * A ratio metric (clicks per view, value per order) from the moments of [numerator, denominator] a unit of
 * assignment, by the delta method. Where the numerator is the same multiple of the denominator for every unit, the
 * variance is 0: what rounding leaves of it is not spread.
 *
 * @equation R = m̄ / d̄, variance = (s²_m − 2 R s_md + R² s²_d) / d̄²
 * @source Deng, Knoblich and Lu (2018), Applying the delta method in metric analytics, equation 6
 */
export function ratioSummary(moments: Moments): SampleSummary | Degenerate {
  if (moments.n === 0) return degenerate("empty", "The arm has no units.");
  if (moments.means.length !== 2) throw new StatsInputError("moments", "need the columns numerator and denominator");
  const [m = 0, d = 0] = moments.means;
  if (d === 0) return degenerate("zero-baseline", "The denominator of the ratio is zero on average.");
  const cell = (j: number, k: number): number => moments.covariance[j]?.[k] ?? 0;
  const ratio = m / d;
  const [ofNumerator, ofBoth, ofDenominator] = [cell(0, 0), 2 * ratio * cell(0, 1), ratio * ratio * cell(1, 1)];
  const squares = ofNumerator - ofBoth + ofDenominator;
  const cancelled = zeroUpToRounding(squares, ofNumerator + Math.abs(ofBoth) + ofDenominator, moments.n);
  return checked({ n: moments.n, mean: ratio, variance: cancelled ? 0 : Math.max(0, squares / (d * d)) });
}

function checked(summary: SampleSummary): SampleSummary | Degenerate {
  if (Number.isFinite(summary.mean) && Number.isFinite(summary.variance)) return summary;
  return degenerate("not-finite", "The arm holds a value that is not a finite number.");
}
