import { type Degenerate, degenerate, isDegenerate, requireShare, StatsInputError } from "../degenerate.ts";
import { type EstimateOptions, estimatePolicy, type PolicyEstimate } from "./estimate-policy.ts";

/**
 * Logged slates of `positions` slots, row by row (slate 0 position 0, slate 0 position 1, …). For the item-position
 * model the propensities are P(this item at this position); for the position-based click model give exposures instead
 * (see expectedExposure).
 */
export interface LoggedSlates {
  positions: number;
  reward: ArrayLike<number>;
  logging: ArrayLike<number>;
  target: ArrayLike<number>;
}

/**
 * How slots interact: `item-position` (each slot's reward depends on its item and position alone), `cascade` (on the
 * slots above it too), `whole-slate` (on every slot).
 */
export type SlateModel = "item-position" | "cascade" | "whole-slate";

/**
 * Estimates the mean reward of a whole slate (the sum over its slots) under a target policy. Weights multiply over the
 * slots that the model says matter; errors are by slate, never by slot. Refuses when support is poor.
 *
 * @equation item-position: mean Σ_k w_k r_k; cascade: mean Σ_k (Π_{j≤k} w_j) r_k; whole slate: mean (Π_k w_k) Σ_k r_k
 * @source Li, Abbasi-Yadkori, Kveton, Muthukrishnan, Vinay and Wen (2018), Offline evaluation of ranking policies with
 *   click models; McInerney et al. (2020), Counterfactual evaluation of slate recommendations (cascade)
 * @default model "item-position"
 * @default selfNormalised false
 * @default level 0.95
 * @throws StatsInputError when lengths are not slates × positions or a propensity is invalid
 */
export function estimateSlate(
  slates: LoggedSlates,
  options: EstimateOptions & { model?: SlateModel; selfNormalised?: boolean } = {},
): PolicyEstimate | Degenerate {
  const { model = "item-position", selfNormalised = false } = options;
  const k = slates.positions;
  const rows = slates.reward.length;
  if (
    !Number.isInteger(k) ||
    k < 1 ||
    rows % k !== 0 ||
    slates.logging.length !== rows ||
    slates.target.length !== rows
  )
    throw new StatsInputError("slates", "must hold reward, logging and target of slates × positions");
  const n = rows / k;
  if (n === 0) return degenerate("empty", "There are no logged slates.");
  const positions: PolicyEstimate[] = [];
  const terms = new Float64Array(n);
  for (let p = 0; p < k; p++) {
    const log = columnOf(slates, p, model);
    const estimate = estimatePolicy(log, selfNormalised ? "snips" : "ips", options);
    if (isDegenerate(estimate)) {
      if (estimate.degenerate === "constant" && hasNoReward(log.reward)) continue;
      return { ...estimate, detail: `Position ${p + 1}: ${estimate.detail}` };
    }
    positions.push(estimate);
    addTerms(terms, log, estimate.value, selfNormalised ? estimate.support.meanWeight : undefined);
  }
  return combine(terms, positions, options, selfNormalised);
}

/**
 * Expected exposure of items under a policy, for the position-based click model: P(item at k) weighted by how often
 * position k is looked at. `probabilities` holds one row of `examination.length` positions for each logged slot.
 *
 * @equation e = Σ_k χ_k P(item at position k)
 * @source Li et al. (2018), Offline evaluation of ranking policies with click models, §4.3 (position-based model)
 * @throws StatsInputError when the length is not a multiple of the positions or a probability or examination is outside [0, 1]
 */
export function expectedExposure(probabilities: ArrayLike<number>, examination: ArrayLike<number>): Float64Array {
  const k = examination.length;
  if (k === 0 || probabilities.length % k !== 0)
    throw new StatsInputError("probabilities", "must hold one value a position for each slot");
  for (let p = 0; p < k; p++) requireShare("examination", examination[p] as number);
  for (let i = 0; i < probabilities.length; i++) requireShare("probabilities", probabilities[i] as number);
  return Float64Array.from({ length: probabilities.length / k }, (_, row) => {
    let sum = 0;
    for (let p = 0; p < k; p++) sum += (examination[p] as number) * (probabilities[row * k + p] as number);
    return sum;
  });
}

interface Column {
  reward: Float64Array;
  loggingPropensity: Float64Array;
  targetPropensity: Float64Array;
}

function columnOf(slates: LoggedSlates, position: number, model: SlateModel): Column {
  const k = slates.positions;
  const n = slates.reward.length / k;
  const first = model === "item-position" ? position : 0;
  const last = model === "whole-slate" ? k - 1 : position;
  const product = (values: ArrayLike<number>, row: number): number => {
    let result = 1;
    for (let p = first; p <= last; p++) result *= values[row * k + p] as number;
    return result;
  };
  return {
    reward: Float64Array.from({ length: n }, (_, row) => slates.reward[row * k + position] as number),
    loggingPropensity: Float64Array.from({ length: n }, (_, row) => product(slates.logging, row)),
    targetPropensity: Float64Array.from({ length: n }, (_, row) => product(slates.target, row)),
  };
}

function addTerms(terms: Float64Array, log: Column, value: number, meanWeight: number | undefined): void {
  for (let i = 0; i < terms.length; i++) {
    const w = (log.targetPropensity[i] as number) / (log.loggingPropensity[i] as number);
    const r = log.reward[i] as number;
    terms[i] = (terms[i] as number) + (meanWeight === undefined ? w * r : value + (w * (r - value)) / meanWeight);
  }
}

function combine(
  terms: Float64Array,
  positions: PolicyEstimate[],
  options: EstimateOptions,
  selfNormalised: boolean,
): PolicyEstimate | Degenerate {
  const weakest = positions.reduce<PolicyEstimate | undefined>(
    (worst, next) => (worst && worst.support.effectiveSampleSize <= next.support.effectiveSampleSize ? worst : next),
    undefined,
  );
  if (!weakest) return degenerate("constant", "No logged reward varies, so chance cannot be measured.");
  const ones = new Float64Array(terms.length).fill(1);
  const whole = estimatePolicy({ reward: terms, loggingPropensity: ones, targetPropensity: ones }, "ips", options);
  if (isDegenerate(whole)) return whole;
  const { bernstein, ...rest } = whole;
  const named = { ...rest, estimator: weakest.estimator, support: weakest.support };
  return bernstein && !selfNormalised ? { ...named, bernstein } : named;
}

function hasNoReward(reward: Float64Array): boolean {
  return reward.every((value) => value === 0);
}
