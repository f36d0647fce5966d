import { type Degenerate, requireFinite, requireOpenShare, requirePositive } from "../degenerate.ts";
import { type Look, readingOf, type SequentialReading, unusableLook } from "./confidence-sequence.ts";

export interface MsprtOptions {
  /** Variance of the effects that the mixture expects, in the square of the estimate's unit. */
  mixingVariance: number;
  level?: number;
  nullEffect?: number;
}

/**
 * Mixture sequential probability ratio test at one look: the likelihood of the estimate under effects drawn from
 * N(Δ₀, τ²), against no effect. The p-value of this look alone; msprtPath gives the running one.
 *
 * @equation Λ = √(V/(V + τ²)) exp( τ² (Δ − Δ₀)² / (2V(V + τ²)) ), p = min(1, 1/Λ), V the squared standard error
 * @equation half-width = √( V(V + τ²)/τ² · (ln((V + τ²)/V) − 2 ln α) )
 * @source Johari, Koomen, Pekelis and Walsh (2022), Always valid inference, Operations Research 70:1806, equation 10
 * @default level 0.95
 * @default nullEffect 0
 * @throws StatsInputError when level is outside (0, 1) or mixingVariance is not above zero
 */
export function msprt(look: Look, options: MsprtOptions): SequentialReading | Degenerate {
  const { mixingVariance, level = 0.95, nullEffect = 0 } = options;
  requireOpenShare("level", level);
  requirePositive("mixingVariance", mixingVariance);
  requireFinite("nullEffect", nullEffect);
  const problem = unusableLook(look);
  if (problem) return problem;
  const variance = look.standardError ** 2;
  const sum = variance + mixingVariance;
  const spread = Math.log(sum / variance);
  const gap = look.estimate - nullEffect;
  const logP = 0.5 * spread - (mixingVariance * gap * gap) / (2 * variance * sum);
  const half = Math.sqrt(((variance * sum) / mixingVariance) * (spread - 2 * Math.log(1 - level)));
  return readingOf(look, half, logP, level);
}

/**
 * The always-valid reading at every look of a path: p-values are running minima and intervals are running
 * intersections, so neither ever widens. A degenerate look repeats the reading before it (p = 1 and the whole line at
 * first).
 *
 * @equation p_n = min(p_{n−1}, 1/Λ_n), I_n = I_{n−1} ∩ (Δ_n ± half-width_n)
 * @source Johari, Koomen, Pekelis and Walsh (2022), Always valid inference, Operations Research 70:1806, §4
 * @default level 0.95
 * @default nullEffect 0
 * @throws StatsInputError when level is outside (0, 1) or mixingVariance is not above zero
 */
export function msprtPath(looks: readonly Look[], options: MsprtOptions): SequentialReading[] {
  const level = options.level ?? 0.95;
  let last: SequentialReading = {
    pValue: 1,
    interval: { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY, level },
  };
  return looks.map((look) => {
    const reading = msprt(look, options);
    if (!("degenerate" in reading))
      last = {
        pValue: Math.min(last.pValue, reading.pValue),
        interval: {
          low: Math.max(last.interval.low, reading.interval.low),
          high: Math.min(last.interval.high, reading.interval.high),
          level,
        },
      };
    return last;
  });
}
