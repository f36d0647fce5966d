import { type Degenerate, degenerate, requireOpenShare, requirePositive, StatsInputError } from "../degenerate.ts";
import { normalQuantile, normalSf } from "../distributions/normal.ts";
import type { Alternative, EffectScale } from "../effects/compare-arms.ts";
import { type PlannedMetric, plannedVariance } from "./planned-metric.ts";

export interface PlanOptions {
  scale?: EffectScale;
  level?: number;
  alternative?: Alternative;
}

/** Units that each arm needs, whole. */
export interface PlannedSize {
  control: number;
  treatment: number;
  total: number;
}

/**
 * Chance that the test finds a true effect of this size with these arms. Both tails count in a two-sided test.
 *
 * @equation power = Φ(Δ/SE − z) + Φ(−Δ/SE − z), z the (1 − α/2) quantile; one-sided only the tested side, with 1 − α
 * @source Chow, Shao and Wang (2008), Sample size calculations in clinical research, §3.2 and §4.2
 * @default scale "absolute"
 * @default level 0.95
 * @default alternative "two-sided"
 * @throws StatsInputError when sizes are not above zero, or the effect is impossible for a proportion
 */
export function plannedPower(
  metric: PlannedMetric,
  effect: number,
  nControl: number,
  nTreatment: number,
  options: PlanOptions = {},
): number {
  const { scale = "absolute", level = 0.95, alternative = "two-sided" } = options;
  requireOpenShare("level", level);
  requirePositive("nControl", nControl);
  requirePositive("nTreatment", nTreatment);
  const noncentrality = effect / Math.sqrt(plannedVariance(metric, effect, scale, nControl, nTreatment));
  if (alternative === "greater") return normalSf(-normalQuantile(1 - level) - noncentrality);
  if (alternative === "less") return normalSf(-normalQuantile(1 - level) + noncentrality);
  const z = -normalQuantile((1 - level) / 2);
  return normalSf(z - noncentrality) + normalSf(z + noncentrality);
}

/**
 * Smallest arms that reach the wanted power for an effect. `allocation` is treatment units per control unit.
 * Degenerate when the effect is zero or points away from the tested side.
 *
 * @equation the least n with power(n) ≥ power; about n = (z_{1−α/2} + z_power)² · 2V/Δ² for equal arms
 * @source Chow, Shao and Wang (2008), Sample size calculations in clinical research, §3.2 and §4.2
 * @default power 0.8
 * @default allocation 1
 * @default scale "absolute"
 * @default level 0.95
 * @default alternative "two-sided"
 * @throws StatsInputError when power or level is outside (0, 1), or allocation is not above zero
 */
export function requiredSize(
  metric: PlannedMetric,
  effect: number,
  options: PlanOptions & { power?: number; allocation?: number } = {},
): PlannedSize | Degenerate {
  const { power = 0.8, allocation = 1, alternative = "two-sided" } = options;
  requireOpenShare("power", power);
  requirePositive("allocation", allocation);
  if (effect === 0) return degenerate("undefined", "No number of units finds an effect of zero.");
  if ((alternative === "greater" && effect < 0) || (alternative === "less" && effect > 0))
    return degenerate("undefined", "The effect points away from the side that is tested.");
  const reached = (n: number): boolean => plannedPower(metric, effect, n, n * allocation, options) >= power;
  let high = 1;
  while (!reached(high)) {
    high *= 2;
    if (high > 1e15) return degenerate("undefined", "More than 1e15 units would be needed.");
  }
  let low = high === 1 ? 0 : high / 2;
  // Down to neighbouring doubles: a looser bound, relative to n, would be whole units above ten million.
  for (let middle = (low + high) / 2; middle > low && middle < high; middle = (low + high) / 2) {
    if (reached(middle)) high = middle;
    else low = middle;
  }
  const control = Math.ceil(high);
  const treatment = Math.ceil(high * allocation);
  return { control, treatment, total: control + treatment };
}

/**
 * Smallest effect that the arms find with the wanted power, above or below the control; its sign says which.
 * Degenerate when not even the largest possible change of a proportion is found.
 *
 * @equation the least |Δ| with power(Δ) ≥ power; about (z_{1−α/2} + z_power) SE
 * @source Chow, Shao and Wang (2008), Sample size calculations in clinical research, §3.2 and §4.2
 * @default power 0.8
 * @default direction "increase"
 * @default scale "absolute"
 * @default level 0.95
 * @default alternative "two-sided"
 * @throws StatsInputError when power or level is outside (0, 1), sizes are not above zero, or the direction is not tested
 */
export function minimumDetectableEffect(
  metric: PlannedMetric,
  nControl: number,
  nTreatment: number,
  options: PlanOptions & { power?: number; direction?: "increase" | "decrease" } = {},
): number | Degenerate {
  const { power = 0.8, direction = "increase", scale = "absolute", alternative = "two-sided" } = options;
  requireOpenShare("power", power);
  const sign = direction === "increase" ? 1 : -1;
  if (alternative === (direction === "increase" ? "less" : "greater"))
    throw new StatsInputError("direction", `a ${direction} is not tested by the alternative "${alternative}"`);
  const base = scale === "relative" ? Math.abs(metric.mean) : 1;
  if (base === 0) return degenerate("zero-baseline", "The metric's mean is zero: no relative effect exists.");
  const room = metric.kind === "proportion" ? (sign > 0 ? 1 - metric.mean : metric.mean) : Number.POSITIVE_INFINITY;
  const maxEffect = (room * (1 - 1e-12)) / base;
  const reached = (size: number): boolean => plannedPower(metric, sign * size, nControl, nTreatment, options) >= power;
  let high = Math.min(maxEffect, Math.sqrt(metric.variance * (1 / nControl + 1 / nTreatment)) / base);
  while (!reached(high)) {
    if (high >= maxEffect) return degenerate("too-few", "Not even the largest possible change would be found.");
    high = Math.min(maxEffect, high * 2);
    if (high > 1e300) return degenerate("undefined", "The effect on this scale is never found.");
  }
  let low = 0;
  for (let i = 0; i < 200 && high - low > 1e-12 * high; i++) {
    const middle = (low + high) / 2;
    if (reached(middle)) high = middle;
    else low = middle;
  }
  return sign * high;
}
