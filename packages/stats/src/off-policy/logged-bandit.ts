import { allFinite, type Degenerate, degenerate, requireSameLength, StatsInputError } from "../degenerate.ts";

/**
 * Logged choices, one row a served slot. `loggingPropensity` is P(this action | context) under the policy that served
 * it, `targetPropensity` the same under the policy to be judged (0 or 1 when it is deterministic).
 */
export interface LoggedBandit {
  reward: ArrayLike<number>;
  loggingPropensity: ArrayLike<number>;
  targetPropensity: ArrayLike<number>;
  /** A model's expected reward of the logged action; needed by the doubly robust family. */
  modelOfLogged?: ArrayLike<number>;
  /** Σ_a π(a|x) · model(x, a): the model's expected reward under the target policy. */
  modelOfTarget?: ArrayLike<number>;
}

/** How well logged data cover what the target policy would do. */
export interface Support {
  n: number;
  /** Rows that the weights are worth: n when the policies agree. */
  effectiveSampleSize: number;
  /** 1 in expectation; far from it, propensities are wrong or support is missing. */
  meanWeight: number;
  meanWeightError: number;
  maxWeight: number;
  /** Share of the total weight that the single heaviest row carries. */
  heaviestShare: number;
}

export interface SupportOptions {
  minimumEffective?: number;
  /** Least effective sample size as a share of the rows. */
  minimumEffectiveShare?: number;
  /** Most of the total weight that one row may carry. */
  maximumHeaviestShare?: number;
  /** Share of the target's choices on actions that the log never shows, where the caller knows it. */
  unsupportedShare?: number;
  maximumUnsupportedShare?: number;
}

/**
 * Importance weights of logged rows.
 *
 * @equation wᵢ = π(aᵢ|xᵢ) / μ(aᵢ|xᵢ)
 * @source Horvitz and Thompson (1952), JASA 47:663
 * @throws StatsInputError when lengths differ, a logging propensity is outside (0, 1] or a target one outside [0, 1]
 */
export function importanceWeights(log: LoggedBandit): Float64Array {
  requireSameLength("reward and loggingPropensity", log.reward, log.loggingPropensity);
  requireSameLength("reward and targetPropensity", log.reward, log.targetPropensity);
  return Float64Array.from({ length: log.reward.length }, (_, i) => {
    const logging = log.loggingPropensity[i] as number;
    const target = log.targetPropensity[i] as number;
    if (!(logging > 0 && logging <= 1))
      throw new StatsInputError("loggingPropensity", `row ${i} must lie in (0, 1], got ${logging}`);
    if (!(target >= 0 && target <= 1))
      throw new StatsInputError("targetPropensity", `row ${i} must lie within [0, 1], got ${target}`);
    return target / logging;
  });
}

/**
 * Rows that a set of weights is worth.
 *
 * @equation ESS = (Σ w)² / Σ w²
 * @source Kish (1965), Survey sampling
 * @throws StatsInputError when a weight is negative or not finite
 */
export function effectiveSampleSize(weights: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < weights.length; i++) {
    const w = weights[i] as number;
    if (!(w >= 0 && Number.isFinite(w))) throw new StatsInputError("weights", `row ${i} must be at least 0, got ${w}`);
    largest = Math.max(largest, w);
  }
  if (largest === 0) return 0;
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < weights.length; i++) {
    // In shares of the largest, neither squares nor sums leave the range of a double.
    const share = (weights[i] as number) / largest;
    sum += share;
    squares += share * share;
  }
  return (sum / squares) * sum;
}

/**
 * Judges whether the log can tell anything about the target policy. Degenerate ("poor-support") with the numbers that
 * decided: too small an effective sample, one row that carries too much, a mean weight far from 1, or too much of the
 * target on actions never shown.
 *
 * @equation ESS, w̄ ± s_w/√n, max w / Σ w against the limits; w̄ is refused beyond 5 standard errors and 20 % from 1
 * @source Owen (2013), Monte Carlo theory, methods and examples, §9.3; Saito et al. (2020), Open Bandit Dataset
 * @default minimumEffective 100
 * @default minimumEffectiveShare 0.001
 * @default maximumHeaviestShare 0.1
 * @default unsupportedShare 0
 * @default maximumUnsupportedShare 0.05
 * @throws StatsInputError as importanceWeights
 */
export function offPolicySupport(log: LoggedBandit, options: SupportOptions = {}): Support | Degenerate {
  const { minimumEffective = 100, minimumEffectiveShare = 0.001, maximumHeaviestShare = 0.1 } = options;
  const { unsupportedShare = 0, maximumUnsupportedShare = 0.05 } = options;
  const weights = importanceWeights(log);
  const n = weights.length;
  if (n === 0) return degenerate("empty", "There are no logged rows.");
  if (!allFinite(log.reward)) return degenerate("not-finite", "A reward is not a finite number.");
  let sum = 0;
  let maxWeight = 0;
  for (const w of weights) {
    sum += w;
    maxWeight = Math.max(maxWeight, w);
  }
  const meanWeight = sum / n;
  let squares = 0;
  for (const w of weights) squares += (w - meanWeight) ** 2;
  const meanWeightError = n > 1 ? Math.sqrt(squares / (n - 1) / n) : 0;
  const effective = effectiveSampleSize(weights);
  const heaviestShare = sum > 0 ? maxWeight / sum : 1;
  const poor = (detail: string): Degenerate => degenerate("poor-support", `Cannot tell: ${detail}`);
  if (sum === 0) return poor("the target policy would never have made a logged choice.");
  if (unsupportedShare > maximumUnsupportedShare)
    return poor(`${(100 * unsupportedShare).toFixed(1)} % of the target's choices were never shown.`);
  if (effective < minimumEffective || effective < minimumEffectiveShare * n)
    return poor(`the ${n} logged rows are worth ${effective.toFixed(1)} rows of the target policy.`);
  if (heaviestShare > maximumHeaviestShare)
    return poor(`one row carries ${(100 * heaviestShare).toFixed(1)} % of all weight.`);
  const off = Math.abs(meanWeight - 1);
  if (off > 0.2 && off > 5 * meanWeightError)
    return poor(`the mean weight is ${meanWeight.toFixed(3)} and should be near 1: propensities or support are wrong.`);
  return { n, effectiveSampleSize: effective, meanWeight, meanWeightError, maxWeight, heaviestShare };
}
