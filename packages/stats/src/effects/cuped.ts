import { allFinite, type Degenerate, degenerate, isDegenerate, StatsInputError } from "../degenerate.ts";
import { zeroUpToRounding } from "../zero-up-to-rounding.ts";
import { type Moments, mergeMoments } from "./moments.ts";
import { meanFromMoments, ratioSummary, type SampleSummary } from "./sample-summary.ts";

/** Arms adjusted by what was known of each unit before the experiment. */
export interface CupedResult {
  /** Slope of the metric on its pre-period value, one for all arms. */
  theta: number;
  /** Adjusted arms, in the order given; `reference` holds the unadjusted mean for relative effects. */
  arms: SampleSummary[];
  /** Share of the control's variance that the adjustment removed, 0–1 (the first arm is the control). */
  varianceReduction: number;
}

/**
 * CUPED for means and proportions: subtracts what the pre-period predicts. Each arm gives the moments of the columns
 * [metric, pre-period value]; θ is pooled over all arms. Degenerate when the pre-period value is constant. An arm that
 * the pre-period explains fully has a variance of 0, not what rounding leaves of it.
 *
 * @equation Y' = Y − θ (X − X̄), θ = cov(Y, X) / var(X) over all arms together
 * @equation var' = s²_Y + θ² s²_X − 2 θ s_YX
 * @source Deng, Xu, Kohavi and Walker (2013), Improving the sensitivity of online controlled experiments (CUPED);
 *   pooling as in GrowthBook gbstats, compute_theta
 * @throws StatsInputError unless every arm has two columns
 */
export function cuped(arms: readonly Moments[]): CupedResult | Degenerate {
  const first = arms[0];
  if (!first) return degenerate("empty", "There are no arms.");
  for (const arm of arms)
    if (arm.means.length !== 2) throw new StatsInputError("arms", "need the columns metric and pre-period value");
  for (const arm of arms)
    if (!allFinite(arm.means) || !arm.covariance.every(allFinite))
      return degenerate("not-finite", "An arm holds a value that is not a finite number.");
  const all = arms.slice(1).reduce(mergeMoments, first);
  const preVariance = cell(all, 1, 1);
  if (!(preVariance > 0) || zeroUpToRounding(Math.sqrt(preVariance), all.means[1] ?? 0))
    return degenerate("constant", "The pre-period value does not vary: it cannot explain anything.");
  const theta = cell(all, 0, 1) / preVariance;
  const preMean = all.means[1] ?? 0;
  const adjusted: SampleSummary[] = [];
  for (const arm of arms) {
    const plain = meanFromMoments(arm);
    if (isDegenerate(plain)) return plain;
    const covariance = cell(arm, 0, 1);
    adjusted.push(adjust(plain, (arm.means[1] ?? 0) - preMean, cell(arm, 1, 1), covariance, theta));
  }
  return finished(theta, adjusted);
}

/**
 * CUPED for ratio metrics. Each arm gives the moments of the columns [numerator, denominator, pre-period numerator,
 * pre-period denominator]; both ratios are linearised by the delta method and θ is pooled over arms.
 *
 * @equation R' = R − θ (R_pre − R̄_pre), θ = Σ cov(L, L_pre) / Σ var(L_pre) over arms
 * @equation L = (m − R d) / d̄, the linearised ratio of one unit
 * @source Deng, Knoblich and Lu (2018), Applying the delta method in metric analytics, §4; GrowthBook gbstats,
 *   RegressionAdjustedRatioStatistic
 * @throws StatsInputError unless every arm has four columns
 */
export function cupedRatio(arms: readonly Moments[]): CupedResult | Degenerate {
  const parts: { plain: SampleSummary; preRatio: number; preVariance: number; covariance: number }[] = [];
  for (const arm of arms) {
    if (arm.means.length !== 4) throw new StatsInputError("arms", "need four columns");
    const plain = ratioSummary(columns(arm, 0, 1));
    const pre = ratioSummary(columns(arm, 2, 3));
    if (isDegenerate(plain)) return plain;
    if (isDegenerate(pre)) return pre;
    const slope = [1 / (arm.means[1] ?? 1), -plain.mean / (arm.means[1] ?? 1)];
    const preSlope = [1 / (arm.means[3] ?? 1), -pre.mean / (arm.means[3] ?? 1)];
    let covariance = 0;
    for (let j = 0; j < 2; j++)
      for (let k = 0; k < 2; k++) covariance += (slope[j] ?? 0) * (preSlope[k] ?? 0) * cell(arm, j, 2 + k);
    parts.push({ plain, preRatio: pre.mean, preVariance: pre.variance, covariance });
  }
  if (parts.length === 0) return degenerate("empty", "There are no arms.");
  const preVariance = parts.reduce((sum, part) => sum + part.preVariance, 0);
  if (!(preVariance > 0))
    return degenerate("constant", "The pre-period ratio does not vary: it cannot explain anything.");
  const theta = parts.reduce((sum, part) => sum + part.covariance, 0) / preVariance;
  const units = parts.reduce((sum, part) => sum + part.plain.n, 0);
  const preMean = parts.reduce((sum, part) => sum + part.plain.n * part.preRatio, 0) / units;
  const adjusted = parts.map((part) =>
    adjust(part.plain, part.preRatio - preMean, part.preVariance, part.covariance, theta),
  );
  return finished(theta, adjusted);
}

function adjust(
  plain: SampleSummary,
  preExcess: number,
  preVariance: number,
  covariance: number,
  theta: number,
): SampleSummary {
  const [explained, shared] = [theta * theta * preVariance, 2 * theta * covariance];
  const variance = plain.variance + explained - shared;
  const cancelled = zeroUpToRounding(variance, plain.variance + explained + Math.abs(shared), plain.n);
  return {
    n: plain.n,
    mean: plain.mean - theta * preExcess,
    variance: cancelled ? 0 : Math.max(0, variance),
    reference: { mean: plain.mean, variance: plain.variance, covariance: plain.variance - theta * covariance },
  };
}

function finished(theta: number, arms: SampleSummary[]): CupedResult | Degenerate {
  if (!Number.isFinite(theta) || arms.some((arm) => !Number.isFinite(arm.mean) || !Number.isFinite(arm.variance)))
    return degenerate("not-finite", "An arm holds a value that is not a finite number.");
  const [control] = arms;
  const before = control?.reference?.variance ?? 0;
  return { theta, arms, varianceReduction: before > 0 && control ? 1 - control.variance / before : 0 };
}

function columns(moments: Moments, j: number, k: number): Moments {
  return {
    n: moments.n,
    means: [moments.means[j] ?? 0, moments.means[k] ?? 0],
    covariance: [
      [cell(moments, j, j), cell(moments, j, k)],
      [cell(moments, k, j), cell(moments, k, k)],
    ],
  };
}

function cell(moments: Moments, j: number, k: number): number {
  return moments.covariance[j]?.[k] ?? 0;
}
