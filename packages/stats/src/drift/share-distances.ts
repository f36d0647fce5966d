import { type Degenerate, isDegenerate } from "../degenerate.ts";
import { pairedShares } from "./shares.ts";

/**
 * Jensen–Shannon distance of two sets of counts: the root of the divergence, 0 for equal shares, √ln 2 (base e) or 1
 * (base 2) for shares that never meet. Degenerate: `empty`.
 *
 * @equation √(½ KL(p ‖ m) + ½ KL(q ‖ m)), m = (p + q) / 2
 * @source Endres & Schindelin (2003), IEEE Transactions on Information Theory 49:1858
 * @default base "e"
 * @throws StatsInputError when lengths differ or a count is negative or not finite
 */
export function jensenShannon(
  reference: ArrayLike<number>,
  current: ArrayLike<number>,
  options: { readonly base?: "e" | 2 } = {},
): number | Degenerate {
  const shares = pairedShares(reference, current);
  if (isDegenerate(shares)) return shares;
  let divergence = 0;
  for (let k = 0; k < shares.reference.length; k++) {
    const p = shares.reference[k]!;
    const q = shares.current[k]!;
    const m = (p + q) / 2;
    if (p > 0) divergence += 0.5 * p * Math.log(p / m);
    if (q > 0) divergence += 0.5 * q * Math.log(q / m);
  }
  // Equal shares can sum to a few ulps below zero, which has no root.
  return Math.sqrt(Math.max(0, divergence) / (options.base === 2 ? Math.LN2 : 1));
}

/**
 * Hellinger distance of two sets of counts, 0–1. Degenerate: `empty`.
 *
 * @equation √(½ Σ_k (√p_k − √q_k)²) = √(1 − Σ_k √(p_k q_k))
 * @source Hellinger (1909); Evidently hellinger_distance.py, NannyML
 * @throws StatsInputError when lengths differ or a count is negative or not finite
 */
export function hellinger(reference: ArrayLike<number>, current: ArrayLike<number>): number | Degenerate {
  const shares = pairedShares(reference, current);
  if (isDegenerate(shares)) return shares;
  let squares = 0;
  for (let k = 0; k < shares.reference.length; k++)
    squares += (Math.sqrt(shares.reference[k]!) - Math.sqrt(shares.current[k]!)) ** 2;
  return Math.min(1, Math.sqrt(squares / 2));
}

/**
 * Total variation distance of two sets of counts: the largest difference in share over all groups of bins, 0–1.
 * Degenerate: `empty`.
 *
 * @equation ½ Σ_k |p_k − q_k|
 * @source Levin, Peres & Wilmer (2009), Markov Chains and Mixing Times, proposition 4.2
 * @throws StatsInputError when lengths differ or a count is negative or not finite
 */
export function totalVariation(reference: ArrayLike<number>, current: ArrayLike<number>): number | Degenerate {
  const shares = pairedShares(reference, current);
  if (isDegenerate(shares)) return shares;
  let sum = 0;
  for (let k = 0; k < shares.reference.length; k++) sum += Math.abs(shares.reference[k]! - shares.current[k]!);
  return Math.min(1, sum / 2);
}

/**
 * L-infinity distance of two sets of counts: the largest change in the share of one bin, 0–1. Degenerate: `empty`.
 *
 * @equation max_k |p_k − q_k|
 * @source definition; NannyML univariate methods
 * @throws StatsInputError when lengths differ or a count is negative or not finite
 */
export function lInfinity(reference: ArrayLike<number>, current: ArrayLike<number>): number | Degenerate {
  const shares = pairedShares(reference, current);
  if (isDegenerate(shares)) return shares;
  let largest = 0;
  for (let k = 0; k < shares.reference.length; k++)
    largest = Math.max(largest, Math.abs(shares.reference[k]! - shares.current[k]!));
  return largest;
}
