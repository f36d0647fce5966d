import type { Degenerate } from "../degenerate.ts";
import { clampP, normalQuantile, normalSf } from "../distributions/normal.ts";
import { type CompareOptions, compareArms } from "../effects/compare-arms.ts";
import type { SampleSummary } from "../effects/sample-summary.ts";
import type { SequentialReading } from "./confidence-sequence.ts";

/** A Statsig reading, with the critical value that took the place of the normal one. */
export interface StatsigReading extends SequentialReading {
  critical: number;
}

/**
 * Statsig's variant of mSPRT: the mixing parameter follows the variances at the look instead of being fixed beforehand,
 * and the p-value stretches the normal distribution until it agrees with the interval at this level. The critical
 * value is then much the same at every look (3.58 at 95 % with equal arms), so the guarantee is empirical, not
 * time-uniform: the null bench reports its false positives under daily peeking.
 *
 * @equation Δ ± Z* √V, Z* = √( (V + τ)/τ · (−2 ln(α/2) − ln(V/(V + τ))) ), τ = z²_{α/2} (s²_t + s²_c)/(n_t + n_c)
 * @equation p = 2 Φ(−|z| z_{α/2}/Z*); one-sided: α in place of α/2 throughout
 * @source Statsig documentation, Frequentist sequential testing; after Zhao, Liu and Deng (2019), arXiv:1905.10493
 * @default scale "absolute"
 * @default alternative "two-sided"
 * @default level 0.95
 * @default nullEffect 0
 * @throws StatsInputError when level is outside (0, 1)
 */
export function statsigSequential(
  control: SampleSummary,
  treatment: SampleSummary,
  options: Omit<CompareOptions, "distribution"> = {},
): StatsigReading | Degenerate {
  const { level = 0.95, alternative = "two-sided" } = options;
  const effect = compareArms(control, treatment, { ...options, distribution: "normal" });
  if ("degenerate" in effect) return effect;
  const sides = alternative === "two-sided" ? 2 : 1;
  const tail = (1 - level) / sides;
  const z = -normalQuantile(tail);
  const variance = treatment.variance / treatment.n + control.variance / control.n;
  const mixing = (z * z * ((treatment.variance + control.variance) / (treatment.n + control.n))) / variance;
  const critical = Math.sqrt((1 + 1 / mixing) * (Math.log1p(mixing) - 2 * Math.log(tail)));
  const stretched = (effect.statistic * z) / critical;
  const half = critical * effect.standardError;
  return {
    critical,
    pValue: clampP(
      sides === 2 ? 2 * normalSf(Math.abs(stretched)) : normalSf(alternative === "greater" ? stretched : -stretched),
    ),
    interval: {
      low: alternative === "less" ? Number.NEGATIVE_INFINITY : effect.estimate - half,
      high: alternative === "greater" ? Number.POSITIVE_INFINITY : effect.estimate + half,
      level,
    },
  };
}
