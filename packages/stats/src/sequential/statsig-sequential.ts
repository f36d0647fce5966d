import { type Degenerate, requireFinite, requireOpenShare, requirePositive } from "../degenerate.ts";
import { normalQuantile } from "../distributions/normal.ts";
import { type Look, readingOf, type SequentialReading, unusableLook } from "./confidence-sequence.ts";

export interface StatsigSequentialOptions {
  level?: number;
  /** Mixing parameter τ; by default z² V at this look. */
  mixing?: number;
  nullEffect?: number;
}

/**
 * Statsig's variant of the mSPRT interval: the mixing parameter follows the variance at the look instead of being
 * fixed beforehand, and α is halved. It is then a fixed multiple of the standard error (3.4 at 95 %), so the guarantee
 * is empirical, not time-uniform: the null bench reports its false positives under daily peeking.
 *
 * @equation half-width = √( V(V + τ)/τ · (−2 ln(α/2) − ln(V/(V + τ))) ), τ = z²_{α/2} V by default
 * @equation p = min(1, 2 √((V + τ)/V) exp(−τ (Δ − Δ₀)² / (2V(V + τ)))), with τ held at this level's value
 * @source Statsig documentation, Frequentist sequential testing; after Zhao, Liu and Deng (2019), arXiv:1905.10493
 * @default level 0.95
 * @default mixing z² V
 * @default nullEffect 0
 * @throws StatsInputError when level is outside (0, 1) or mixing is not above zero
 */
export function statsigSequential(look: Look, options: StatsigSequentialOptions = {}): SequentialReading | Degenerate {
  const { level = 0.95, nullEffect = 0 } = options;
  requireOpenShare("level", level);
  requireFinite("nullEffect", nullEffect);
  const problem = unusableLook(look);
  if (problem) return problem;
  const variance = look.standardError ** 2;
  const tau = options.mixing ?? normalQuantile((1 - level) / 2) ** 2 * variance;
  requirePositive("mixing", tau);
  const sum = variance + tau;
  const spread = Math.log(sum / variance);
  const half = Math.sqrt(((variance * sum) / tau) * (spread - 2 * Math.log((1 - level) / 2)));
  const gap = look.estimate - nullEffect;
  const logP = Math.LN2 + 0.5 * spread - (tau * gap * gap) / (2 * variance * sum);
  return readingOf(look, half, logP, level);
}
