import { requireOpenShare, requirePositive, StatsInputError } from "../degenerate.ts";
import type { EffectScale } from "../effects/compare-arms.ts";

/** What is known of a metric before the experiment, from history. */
export interface PlannedMetric {
  kind: "proportion" | "mean";
  mean: number;
  /** Variance of one unit of assignment. A ratio metric brings its delta-method variance (see ratioSummary). */
  variance: number;
}

/**
 * Plans a proportion: its variance follows from the rate, in the treatment arm too.
 *
 * @equation variance = p (1 − p)
 * @source definition
 * @throws StatsInputError unless 0 < p < 1
 */
export function plannedProportion(p: number): PlannedMetric {
  requireOpenShare("p", p);
  return { kind: "proportion", mean: p, variance: p * (1 - p) };
}

/**
 * Plans a mean or a ratio metric: both arms are taken to vary alike. With CUPED, multiply the variance by
 * 1 − its expected reduction.
 *
 * @equation variance as given
 * @source definition
 * @throws StatsInputError unless the mean is finite and the variance above zero
 */
export function plannedMean(mean: number, variance: number): PlannedMetric {
  if (!Number.isFinite(mean)) throw new StatsInputError("mean", `must be finite, got ${mean}`);
  requirePositive("variance", variance);
  return { kind: "mean", mean, variance };
}

/**
 * Squared standard error of an effect at given arm sizes, were the effect true.
 *
 * @equation absolute: V_c/n_c + V_t/n_t; relative: (V_t/n_t + V_c (1 + Δ)²/n_c)/μ², for proportions V_t = p_t(1 − p_t)
 * @source Deng, Knoblich and Lu (2018), Applying the delta method in metric analytics
 * @throws StatsInputError when a proportion would leave [0, 1] or a relative effect has a mean of zero
 */
export function plannedVariance(
  metric: PlannedMetric,
  effect: number,
  scale: EffectScale,
  nControl: number,
  nTreatment: number,
): number {
  if (scale === "relative" && metric.mean === 0)
    throw new StatsInputError("metric", "has a mean of zero: relative effects do not exist");
  const treated = metric.mean + (scale === "relative" ? effect * Math.abs(metric.mean) : effect);
  let treatedVariance = metric.variance;
  if (metric.kind === "proportion") {
    if (!(treated >= 0 && treated <= 1))
      throw new StatsInputError("effect", `would make the rate ${treated}, outside [0, 1]`);
    treatedVariance = treated * (1 - treated);
  }
  if (scale === "absolute") return metric.variance / nControl + treatedVariance / nTreatment;
  const ratio = treated / metric.mean;
  return (treatedVariance / nTreatment + (metric.variance * ratio * ratio) / nControl) / (metric.mean * metric.mean);
}
