import { type Degenerate, degenerate, isDegenerate, StatsInputError } from "../degenerate.ts";
import { type EstimateOptions, type Estimator, estimatePolicy, type PolicyEstimate } from "./estimate-policy.ts";
import type { LoggedBandit } from "./logged-bandit.ts";

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
  /** A model's expected reward of what was shown in each slot; needed by the doubly robust estimate. */
  modelOfLogged?: ArrayLike<number>;
  /** The model's expected reward of each slot under the target policy. */
  modelOfTarget?: ArrayLike<number>;
}

/**
 * How slots interact: `item-position` (each slot's reward depends on its item and position alone), `cascade` (on the
 * slots above it too), `whole-slate` (on every slot).
 */
export type SlateModel = "item-position" | "cascade" | "whole-slate";

export interface SlateOptions extends EstimateOptions {
  model?: SlateModel;
  selfNormalised?: boolean;
  doublyRobust?: boolean;
}

/** One term a slate, whose mean is the estimate, and the position whose support is the weakest. */
export interface SlateTerms {
  terms: Float64Array;
  weakest: PolicyEstimate;
}

/**
 * The terms whose mean is a slate estimate, one a slate, or why there are none.
 *
 * @equation t_i = Σ_k w_ik r_ik; self-normalised Σ_k (v_k + w_ik (r_ik − v_k)/w̄_k); doubly robust Σ_k (q_π,ik + w_ik (r_ik − q_ik))
 * @source Li et al. (2018), Offline evaluation of ranking policies with click models; Dudík, Langford and Li (2011), slot by slot
 * @throws StatsInputError when lengths are not slates × positions or a propensity is invalid
 */
export function slateTerms(slates: LoggedSlates, options: SlateOptions): SlateTerms | Degenerate {
  const { model = "item-position" } = options;
  const estimator: Estimator = options.doublyRobust ? "doubly-robust" : options.selfNormalised ? "snips" : "ips";
  const n = slatesIn(slates);
  if (n === 0) return degenerate("empty", "There are no logged slates.");
  const positions: PolicyEstimate[] = [];
  const terms = new Float64Array(n);
  for (let p = 0; p < slates.positions; p++) {
    const log = columnOf(slates, p, model);
    const estimate = estimatePolicy(log, estimator, options);
    if (isDegenerate(estimate)) {
      if (estimate.degenerate === "constant" && hasNoReward(log)) continue;
      return { ...estimate, detail: `Position ${p + 1}: ${estimate.detail}` };
    }
    positions.push(estimate);
    addTerms(terms, log, estimate);
  }
  const weakest = positions.reduce<PolicyEstimate | undefined>(
    (worst, next) => (worst && worst.support.effectiveSampleSize <= next.support.effectiveSampleSize ? worst : next),
    undefined,
  );
  if (weakest === undefined) return degenerate("constant", "No logged reward varies, so chance cannot be measured.");
  return { terms, weakest };
}

/**
 * The mean of one term a slate, with its error by slate.
 *
 * @equation v = Σ t_i / n; SE = s/√n
 * @source definition
 * @throws StatsInputError as estimatePolicy
 */
export function meanOfSlates(terms: Float64Array, options: EstimateOptions): PolicyEstimate | Degenerate {
  const ones = new Float64Array(terms.length).fill(1);
  const { unsupportedShare: _, ...others } = options;
  return estimatePolicy({ reward: terms, loggingPropensity: ones, targetPropensity: ones }, "ips", others);
}

function slatesIn(slates: LoggedSlates): number {
  const { positions: k, reward, modelOfLogged, modelOfTarget } = slates;
  const rows = reward.length;
  const columns = [slates.logging, slates.target, modelOfLogged, modelOfTarget].filter((one) => one !== undefined);
  if (!Number.isInteger(k) || k < 1 || rows % k !== 0 || columns.some((column) => column.length !== rows))
    throw new StatsInputError("slates", "must hold reward, logging and target of slates × positions");
  return rows / k;
}

interface Column extends LoggedBandit {
  readonly reward: Float64Array;
  readonly loggingPropensity: Float64Array;
  readonly targetPropensity: Float64Array;
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
  const at = (values: ArrayLike<number>) =>
    Float64Array.from({ length: n }, (_, row) => values[row * k + position] as number);
  const { modelOfLogged, modelOfTarget } = slates;
  return {
    reward: at(slates.reward),
    loggingPropensity: Float64Array.from({ length: n }, (_, row) => product(slates.logging, row)),
    targetPropensity: Float64Array.from({ length: n }, (_, row) => product(slates.target, row)),
    ...(modelOfLogged === undefined ? {} : { modelOfLogged: at(modelOfLogged) }),
    ...(modelOfTarget === undefined ? {} : { modelOfTarget: at(modelOfTarget) }),
  };
}

function addTerms(terms: Float64Array, log: Column, { estimator, value, support }: PolicyEstimate): void {
  for (let i = 0; i < terms.length; i++) {
    const w = (log.targetPropensity[i] as number) / (log.loggingPropensity[i] as number);
    const r = log.reward[i] as number;
    terms[i] = (terms[i] as number) + termOf(log, estimator, i, w, r, value, support.meanWeight);
  }
}

function termOf(
  log: Column,
  estimator: Estimator,
  row: number,
  w: number,
  r: number,
  value: number,
  meanWeight: number,
): number {
  if (estimator === "snips") return value + (w * (r - value)) / meanWeight;
  if (estimator === "ips") return w * r;
  return (log.modelOfTarget![row] as number) + w * (r - (log.modelOfLogged![row] as number));
}

function hasNoReward({ reward, modelOfTarget }: Column): boolean {
  return reward.every((value) => value === 0) && (modelOfTarget === undefined || isZero(modelOfTarget));
}

function isZero(values: ArrayLike<number>): boolean {
  for (let i = 0; i < values.length; i++) if (values[i] !== 0) return false;
  return true;
}
