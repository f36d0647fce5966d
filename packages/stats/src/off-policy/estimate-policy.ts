import {
  allFinite,
  type Degenerate,
  degenerate,
  isDegenerate,
  requireOpenShare,
  requirePositive,
  StatsInputError,
} from "../degenerate.ts";
import { normalQuantile } from "../distributions/normal.ts";
import type { Interval } from "../effects/compare-arms.ts";
import { largestSize, zeroUpToRounding } from "../zero-up-to-rounding.ts";
import { bernsteinInterval } from "./bernstein-interval.ts";
import {
  importanceWeights,
  type LoggedBandit,
  offPolicySupport,
  type Support,
  type SupportOptions,
} from "./logged-bandit.ts";

/** The estimators of a target policy's mean reward. */
export type Estimator =
  | "ips"
  | "clipped-ips"
  | "snips"
  | "direct"
  | "doubly-robust"
  | "self-normalised-doubly-robust"
  | "switch-doubly-robust"
  | "shrinkage-doubly-robust";

/** A target policy's mean reward a row, estimated from the log of another policy. */
export interface PolicyEstimate {
  estimator: Estimator;
  value: number;
  standardError: number;
  /** By the normal approximation. */
  interval: Interval;
  /** Valid at every sample size, wider; absent for self-normalised estimators and the direct method. */
  bernstein?: Interval;
  support: Support;
}

export interface EstimateOptions extends SupportOptions {
  level?: number;
  /** Weights above it are cut (clipped IPS). */
  clip?: number;
  /** Weights above it use the model alone (switch). */
  switchAt?: number;
  /** Width of the interval that holds every term w r, for the Bernstein interval; by default the observed width. */
  termRange?: number;
  /** Strength λ of the optimistic shrinkage; larger is closer to doubly robust. */
  shrinkage?: number;
}

/**
 * Estimates a target policy's mean reward from logged choices. Refuses with "poor-support" and the numbers when the
 * log cannot tell (see offPolicySupport); degenerate with "constant" when no reward varies. The direct method's error
 * holds the spread over contexts only, not the model's bias.
 *
 * @equation IPS mean(w r); clipped mean(min(w, c) r); SNIPS Σ w r / Σ w; direct mean(q_π)
 * @equation DR mean(q_π + w (r − q)); SNDR mean(q_π) + Σ w (r − q)/Σ w; switch-DR mean(q_π + w 1[w ≤ τ] (r − q));
 *   DRos mean(q_π + λw/(w² + λ) (r − q))
 * @equation SE = s/√n of the terms; for the self-normalised, of mean-one influence terms w (r − v)/w̄
 * @source Swaminathan and Joachims (2015); Dudík, Langford and Li (2011); Wang, Agarwal and Dudík (2017); Su,
 *   Dimakopoulou, Krishnamurthy and Dudík (2020); Saito et al. (2020), Open Bandit Pipeline
 * @default level 0.95
 * @default clip 10
 * @default switchAt 10
 * @default shrinkage 100
 * @default termRange the observed range of the terms
 * @throws StatsInputError when model columns are missing for an estimator that needs them, or propensities are invalid
 */
export function estimatePolicy(
  log: LoggedBandit,
  estimator: Estimator,
  options: EstimateOptions = {},
): PolicyEstimate | Degenerate {
  const level = options.level ?? 0.95;
  requireOpenShare("level", level);
  const support = offPolicySupport(log, options);
  if (isDegenerate(support)) return support;
  const weights = importanceWeights(log);
  const { terms, value, range, size } = termsOf(log, estimator, weights, options);
  const n = terms.length;
  if (n < 2) return degenerate("too-few", "One row bears no standard error.");
  let squares = 0;
  for (const term of terms) squares += (term - value) ** 2;
  const standardError = Math.sqrt(squares / (n - 1) / n);
  if (zeroUpToRounding(Math.sqrt(squares / (n - 1)), size, n))
    return degenerate("constant", "No logged reward varies, so chance cannot be measured.");
  const half = -normalQuantile((1 - level) / 2) * standardError;
  const interval = { low: value - half, high: value + half, level };
  if (range === undefined) return { estimator, value, standardError, interval, support };
  const bernstein = bernsteinInterval(terms, options.termRange ?? range, level);
  return { estimator, value, standardError, interval, bernstein, support };
}

interface Terms {
  terms: Float64Array;
  value: number;
  /** Width of the interval that can hold a term; undefined when terms are not an average. */
  range: number | undefined;
  /** The largest figure that entered a term, weight included. */
  size: number;
}

function termsOf(log: LoggedBandit, estimator: Estimator, weights: Float64Array, options: EstimateOptions): Terms {
  const reward = log.reward;
  switch (estimator) {
    case "ips":
      return averaged(weights.map((w, i) => w * at(reward, i)));
    case "clipped-ips": {
      const clip = options.clip ?? 10;
      requirePositive("clip", clip);
      return averaged(weights.map((w, i) => Math.min(w, clip) * at(reward, i)));
    }
    case "snips":
      return selfNormalised(
        weights,
        (i) => at(reward, i),
        () => 0,
      );
    case "direct": {
      const { target } = model(log);
      const terms = Float64Array.from(target);
      return { terms, value: mean(terms), range: undefined, size: largestSize(terms) };
    }
    case "self-normalised-doubly-robust": {
      const { logged, target } = model(log);
      return selfNormalised(
        weights,
        (i) => at(reward, i) - at(logged, i),
        (i) => at(target, i),
      );
    }
    default: {
      const { logged, target } = model(log);
      const weight = shrink(estimator, options);
      const largest = Math.max(largestSize(reward), largestSize(logged));
      return averaged(
        weights.map((w, i) => at(target, i) + weight(w) * (at(reward, i) - at(logged, i))),
        largestSize(weights.map(weight)) * largest,
      );
    }
  }
}

function shrink(estimator: Estimator, options: EstimateOptions): (w: number) => number {
  if (estimator === "doubly-robust") return (w) => w;
  if (estimator === "switch-doubly-robust") {
    const switchAt = options.switchAt ?? 10;
    requirePositive("switchAt", switchAt);
    return (w) => (w <= switchAt ? w : 0);
  }
  const lambda = options.shrinkage ?? 100;
  requirePositive("shrinkage", lambda);
  return (w) => (lambda * w) / (w * w + lambda);
}

function averaged(terms: Float64Array, cancelled = 0): Terms {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const term of terms) {
    low = Math.min(low, term);
    high = Math.max(high, term);
  }
  return { terms, value: mean(terms), range: high - low, size: Math.max(-low, high, cancelled) };
}

function selfNormalised(weights: Float64Array, residual: (i: number) => number, base: (i: number) => number): Terms {
  const meanWeight = mean(weights);
  const correction = mean(weights.map((w, i) => w * residual(i))) / meanWeight;
  const terms = weights.map((w, i) => base(i) + correction + (w * (residual(i) - correction)) / meanWeight);
  const residuals = Float64Array.from(weights, (_, i) => residual(i));
  const size = (largestSize(residuals) * largestSize(weights)) / meanWeight;
  return { terms, value: mean(terms), range: undefined, size: Math.max(size, largestSize(terms)) };
}

function model(log: LoggedBandit): { logged: ArrayLike<number>; target: ArrayLike<number> } {
  const { modelOfLogged: logged, modelOfTarget: target } = log;
  if (!logged || !target || logged.length !== log.reward.length || target.length !== log.reward.length)
    throw new StatsInputError("modelOfLogged and modelOfTarget", "are needed, one value a row");
  if (!allFinite(logged) || !allFinite(target))
    throw new StatsInputError("modelOfLogged and modelOfTarget", "must be finite numbers");
  return { logged, target };
}

function at(values: ArrayLike<number>, i: number): number {
  return values[i] as number;
}

function mean(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
