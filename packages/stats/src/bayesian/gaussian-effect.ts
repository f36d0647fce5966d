import { type Degenerate, requireFinite, requireOpenShare, requirePositive } from "../degenerate.ts";
import { clampP, normalCdf, normalPdf, normalQuantile, normalSf } from "../distributions/normal.ts";
import type { EffectScale, Interval } from "../effects/compare-arms.ts";
import { type Look, unusableLook } from "../sequential/confidence-sequence.ts";

/** A normal prior of the effect itself. On scale "relative" 0.3² says: most lifts lie within ±60 %. */
export interface EffectPrior {
  mean: number;
  variance: number;
  /** False is the flat prior, whatever mean and variance say. */
  proper: boolean;
  scale?: EffectScale;
}

/** What the posterior of an effect says. */
export interface GaussianPosterior {
  mean: number;
  standardDeviation: number;
  /** P(treatment is better), by the direction of the metric; never below 2.2e-308. */
  chanceToWin: number;
  interval: Interval;
  /** [choosing control, choosing treatment]: expected loss on the effect's scale, in gbstats' order. */
  risk: [number, number];
}

export interface GaussianEffectOptions {
  prior?: EffectPrior;
  level?: number;
  /** True when less is better. */
  inverse?: boolean;
  /** Scale of the estimate; with `controlMean` it lets a relative prior serve an absolute effect and vice versa. */
  scale?: EffectScale;
  controlMean?: number;
}

/**
 * Posterior of a normal effect (absolute or relative) under a flat or proper normal prior. Takes any Effect.
 *
 * @equation precision = 1/SE² + [proper]/σ₀², mean = (Δ/SE² + [proper] μ₀/σ₀²)/precision
 * @equation risk of control E max(Δ, 0) = μ Φ(μ/σ) + σ φ(μ/σ); of treatment E max(−Δ, 0) = σ φ(μ/σ) − μ Φ(−μ/σ)
 * @source GrowthBook gbstats, EffectBayesianABTest; Gelman et al., Bayesian data analysis §2.5
 * @default prior flat (mean 0, variance 1, not proper)
 * @default level 0.95
 * @default inverse false
 * @default scale that of the prior
 * @throws StatsInputError when level is outside (0, 1), the prior's variance is not above zero, or a prior on the other
 *   scale comes without a controlMean
 */
export function gaussianEffect(look: Look, options: GaussianEffectOptions = {}): GaussianPosterior | Degenerate {
  const { level = 0.95, inverse = false } = options;
  requireOpenShare("level", level);
  const problem = unusableLook(look);
  if (problem) return problem;
  const prior = onScale(options);
  const precision = 1 / look.standardError ** 2 + (prior.proper ? 1 / prior.variance : 0);
  const pull = prior.proper ? prior.mean / prior.variance : 0;
  const mean = (look.estimate / look.standardError ** 2 + pull) / precision;
  const sd = Math.sqrt(1 / precision);
  const z = mean / sd;
  const half = -normalQuantile((1 - level) / 2) * sd;
  const gain = Math.max(0, positivePart(z) * sd);
  const loss = Math.max(0, positivePart(-z) * sd);
  return {
    mean,
    standardDeviation: sd,
    chanceToWin: clampP(inverse ? normalSf(z) : normalCdf(z)),
    interval: { low: mean - half, high: mean + half, level },
    risk: inverse ? [loss, gain] : [gain, loss],
  };
}

/** E max(z + N, 0) for a standard normal N; by its series where the two terms cancel. */
function positivePart(z: number): number {
  if (z > -20) return z * normalCdf(z) + normalPdf(z);
  const r = 1 / (z * z);
  return normalPdf(z) * r * (1 - 3 * r * (1 - 5 * r));
}

function onScale(options: GaussianEffectOptions): EffectPrior {
  const prior = options.prior ?? { mean: 0, variance: 1, proper: false };
  if (!prior.proper) return prior;
  requirePositive("prior.variance", prior.variance);
  requireFinite("prior.mean", prior.mean);
  const { scale } = options;
  if (scale === undefined || prior.scale === undefined || scale === prior.scale) return prior;
  const base = Math.abs(options.controlMean ?? 0);
  requirePositive("controlMean", base);
  const factor = scale === "absolute" ? base : 1 / base;
  return { ...prior, mean: prior.mean * factor, variance: prior.variance * factor * factor, scale };
}
