import {
  type Degenerate,
  degenerate,
  requireFinite,
  requireOpenShare,
  requirePositive,
  StatsInputError,
} from "../degenerate.ts";
import { clampP, normalQuantile, normalSf } from "../distributions/normal.ts";
import { studentTQuantile, studentTSf } from "../distributions/student-t.ts";
import { zeroUpToRounding } from "../zero-up-to-rounding.ts";
import type { SampleSummary } from "./sample-summary.ts";

/** Which departures from the null count as evidence: both, treatment above control, or treatment below. */
export type Alternative = "two-sided" | "greater" | "less";

/** Differences in the metric's own unit, or as a share of the control's mean (0.05 is +5 %). */
export type EffectScale = "absolute" | "relative";

/** A confidence interval; a one-sided one is infinite on its open side. */
export interface Interval {
  low: number;
  high: number;
  /** Share of repetitions in which such an interval holds the truth, 0–1. */
  level: number;
}

/** What a two-arm comparison found. */
export interface Effect {
  scale: EffectScale;
  alternative: Alternative;
  estimate: number;
  standardError: number;
  /** (estimate − null) / standardError. */
  statistic: number;
  /** Infinite when the normal distribution was used. */
  degreesOfFreedom: number;
  /** Never below 2.2e-308: a smaller one stands as that bound. */
  pValue: number;
  interval: Interval;
}

export interface CompareOptions {
  scale?: EffectScale;
  alternative?: Alternative;
  level?: number;
  /** Reference distribution of the statistic: Welch's t, or the normal. */
  distribution?: "t" | "normal";
  /** Effect under the null hypothesis, on the chosen scale. */
  nullEffect?: number;
}

/**
 * Compares two arms of any metric that a SampleSummary can hold: Welch's t-test by default (for proportions too, as
 * GrowthBook does), or a z-test. Relative effects refer to |control mean|, with the delta method. Degenerate when an
 * arm is too small, when neither arm varies beyond rounding, or when a relative effect has a control mean of zero.
 *
 * @equation absolute: Δ = x̄_t − x̄_c, V = s²_t/n_t + s²_c/n_c
 * @equation relative: Δ = (x̄_t − x̄_c)/|x̄_c|, V = s²_t/(n_t x̄_c²) + s²_c x̄_t²/(n_c x̄_c⁴); with CUPED the control's
 *   unadjusted mean is the reference and its covariance with the adjusted one enters
 * @equation df = (s²_t/n_t + s²_c/n_c)² / ( s⁴_t/(n_t²(n_t−1)) + s⁴_c/(n_c²(n_c−1)) )
 * @source Welch (1947), Biometrika 34:28; GrowthBook gbstats, frequentist tests; Deng, Knoblich and Lu (2018)
 * @default scale "absolute"
 * @default alternative "two-sided"
 * @default level 0.95
 * @default distribution "t"
 * @default nullEffect 0
 * @throws StatsInputError when level is outside (0, 1) or nullEffect is not finite
 */
export function compareArms(
  control: SampleSummary,
  treatment: SampleSummary,
  options: CompareOptions = {},
): Effect | Degenerate {
  const { scale = "absolute", distribution = "t" } = options;
  const problem = unusable(control, treatment, distribution === "t" ? 2 : 1);
  if (problem) return problem;
  const controlVariance = control.variance / control.n;
  const treatmentVariance = treatment.variance / treatment.n;
  const difference = treatment.mean - control.mean;
  let estimate = difference;
  let variance = controlVariance + treatmentVariance;
  let cancelled = variance;
  if (scale === "relative") {
    const reference = control.reference ?? {
      mean: control.mean,
      variance: control.variance,
      covariance: control.variance,
    };
    if (reference.mean === 0)
      return degenerate("zero-baseline", "The control mean is zero: no relative effect exists.");
    estimate = difference / Math.abs(reference.mean);
    const ratio = difference / reference.mean;
    const coupling = (2 * ratio * reference.covariance + ratio * ratio * reference.variance) / control.n;
    cancelled = (variance + Math.abs(coupling)) / (reference.mean * reference.mean);
    variance = (variance + coupling) / (reference.mean * reference.mean);
  }
  if (!(Math.abs(estimate) < 1e150 && variance < 1e300))
    return degenerate("not-finite", "The estimate or its variance is not a finite number.");
  if (!(variance > 1e-300) || zeroUpToRounding(variance, cancelled))
    return degenerate("constant", "The estimate has no variance.");
  const df = distribution === "t" ? welchDegreesOfFreedom(control, treatment) : Number.POSITIVE_INFINITY;
  return effectOf(estimate, Math.sqrt(variance), df, options);
}

/**
 * Turns an estimate with its standard error into a full effect: statistic, p-value and the interval that inverts the
 * test. Degrees of freedom may be infinite (normal).
 *
 * @equation t = (Δ − Δ₀)/SE; interval Δ ± q SE with q the (1 − α/2) or (1 − α) quantile of t or the normal
 * @source definition
 * @default alternative "two-sided"
 * @default level 0.95
 * @default nullEffect 0
 * @throws StatsInputError when level is outside (0, 1), the standard error is not above zero or a figure is not finite
 */
export function effectOf(
  estimate: number,
  standardError: number,
  degreesOfFreedom: number,
  options: CompareOptions = {},
): Effect {
  const { scale = "absolute", alternative = "two-sided", level = 0.95, nullEffect = 0 } = options;
  requireOpenShare("level", level);
  requireFinite("estimate", estimate);
  requireFinite("nullEffect", nullEffect);
  requirePositive("standardError", standardError);
  if (!(degreesOfFreedom > 0)) throw new StatsInputError("degreesOfFreedom", "must be above zero");
  const statistic = (estimate - nullEffect) / standardError;
  const upper = (x: number): number =>
    Number.isFinite(degreesOfFreedom) ? studentTSf(x, degreesOfFreedom) : normalSf(x);
  const tail = alternative === "two-sided" ? (1 - level) / 2 : 1 - level;
  const critical = Number.isFinite(degreesOfFreedom)
    ? -studentTQuantile(tail, degreesOfFreedom)
    : -normalQuantile(tail);
  const p =
    alternative === "two-sided"
      ? 2 * upper(Math.abs(statistic))
      : upper(alternative === "greater" ? statistic : -statistic);
  return {
    scale,
    alternative,
    estimate,
    standardError,
    statistic,
    degreesOfFreedom,
    pValue: clampP(p),
    interval: {
      low: alternative === "less" ? Number.NEGATIVE_INFINITY : estimate - critical * standardError,
      high: alternative === "greater" ? Number.POSITIVE_INFINITY : estimate + critical * standardError,
      level,
    },
  };
}

/**
 * Welch's approximate degrees of freedom for two arms with n ≥ 2 that are not both constant.
 *
 * @equation df = (a + b)² / (a²/(n_t−1) + b²/(n_c−1)) with a = s²_t/n_t, b = s²_c/n_c
 * @source Welch (1947), Biometrika 34:28
 */
export function welchDegreesOfFreedom(control: SampleSummary, treatment: SampleSummary): number {
  const a = treatment.variance / treatment.n;
  const b = control.variance / control.n;
  const share = a / (a + b);
  return 1 / ((share * share) / (treatment.n - 1) + ((1 - share) * (1 - share)) / (control.n - 1));
}

function unusable(control: SampleSummary, treatment: SampleSummary, minimum: number): Degenerate | undefined {
  for (const [name, arm] of [
    ["control", control],
    ["treatment", treatment],
  ] as const) {
    if (arm.n === 0) return degenerate("empty", `The ${name} arm has no units.`);
    if (arm.n < minimum) return degenerate("too-few", `The ${name} arm has ${arm.n} unit; ${minimum} are needed.`);
    if (!Number.isFinite(arm.mean) || !Number.isFinite(arm.variance) || !Number.isFinite(arm.n))
      return degenerate("not-finite", `The ${name} arm holds a value that is not a finite number.`);
  }
  const size = Math.max(Math.abs(control.mean), Math.abs(treatment.mean));
  if ([control, treatment].every(({ variance }) => !(variance > 0) || zeroUpToRounding(Math.sqrt(variance), size)))
    return degenerate("constant", "Neither arm varies, so chance cannot be measured.");
  return undefined;
}
