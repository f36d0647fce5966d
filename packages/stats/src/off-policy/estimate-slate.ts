import { type Degenerate, isDegenerate, requireShare, StatsInputError } from "../degenerate.ts";
import type { PolicyEstimate } from "./estimate-policy.ts";
import { type LoggedSlates, meanOfSlates, type SlateOptions, slateTerms } from "./slate-terms.ts";

/**
 * Estimates the mean reward of a whole slate (the sum over its slots) under a target policy. Weights multiply over the
 * slots that the model says matter; errors are by slate, never by slot. Refuses when support is poor.
 *
 * @equation item-position: mean Σ_k w_k r_k; cascade: mean Σ_k (Π_{j≤k} w_j) r_k; whole slate: mean (Π_k w_k) Σ_k r_k
 * @equation doubly robust: mean Σ_k (q_π,k + w_k (r_k − q_k)), w_k as above
 * @source Li, Abbasi-Yadkori, Kveton, Muthukrishnan, Vinay and Wen (2018), Offline evaluation of ranking policies with
 *   click models; McInerney et al. (2020), Counterfactual evaluation of slate recommendations (cascade)
 * @default model "item-position"
 * @default selfNormalised false
 * @default doublyRobust false
 * @default level 0.95
 * @throws StatsInputError when lengths are not slates × positions or a propensity is invalid
 */
export function estimateSlate(slates: LoggedSlates, options: SlateOptions = {}): PolicyEstimate | Degenerate {
  const found = slateTerms(slates, options);
  if (isDegenerate(found)) return found;
  const { terms, weakest } = found;
  const whole = meanOfSlates(terms, options);
  if (isDegenerate(whole)) return whole;
  const { bernstein, ...rest } = whole;
  const named = { ...rest, estimator: weakest.estimator, support: weakest.support };
  return bernstein && options.selfNormalised !== true ? { ...named, bernstein } : named;
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
