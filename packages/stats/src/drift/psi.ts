import { type Degenerate, isDegenerate, StatsInputError } from "../degenerate.ts";
import { type Binning, binCounts } from "./bins.ts";
import { pairedShares } from "./shares.ts";
import type { NumericSample } from "./sorted-sample.ts";

export interface PsiOptions {
  /** Share that stands in for an empty bin. */
  readonly floor?: number;
}

/**
 * Population stability index of two sets of counts over the same bins. An empty bin counts as the floor, or as a
 * millionth of the side's smallest share where that is no larger than the floor; bins empty on both sides add nothing
 * when the floors agree. About 0.1 is usually read as moderate and 0.25 as strong. Degenerate: `empty`.
 *
 * @equation PSI = Σ_k (p_k − q_k) ln(p_k / q_k), p reference, q current
 * @source Siddiqi (2006), Credit Risk Scorecards; floor: Evidently get_binned_data
 * @default floor 0.0001
 * @throws StatsInputError when lengths differ, a count is negative or not finite, or the floor is outside [1e-100, 1)
 */
export function psi(
  reference: ArrayLike<number>,
  current: ArrayLike<number>,
  options: PsiOptions = {},
): number | Degenerate {
  const floor = options.floor ?? 1e-4;
  requireFloor(floor);
  const shares = pairedShares(reference, current);
  if (isDegenerate(shares)) return shares;
  const emptyReference = emptyShare(shares.reference, floor);
  const emptyCurrent = emptyShare(shares.current, floor);
  let sum = 0;
  for (let k = 0; k < shares.reference.length; k++) {
    if (shares.reference[k] === 0 && shares.current[k] === 0) continue;
    const p = shares.reference[k]! || emptyReference;
    const q = shares.current[k]! || emptyCurrent;
    sum += (p - q) * Math.log(p / q);
  }
  return sum;
}

/**
 * Population stability index of two numeric samples over the bins asked for. Degenerate: `empty`, `not-finite`.
 *
 * @equation PSI = Σ_k (p_k − q_k) ln(p_k / q_k)
 * @source Siddiqi (2006), Credit Risk Scorecards; bins: Evidently get_binned_data
 * @default binning auto: one bin per value up to 20 distinct reference values, else Sturges bins
 * @default floor 0.0001
 * @throws StatsInputError as binCounts and psi do
 */
export function psiOfSamples(
  reference: NumericSample,
  current: NumericSample,
  options: PsiOptions & { readonly binning?: Binning } = {},
): number | Degenerate {
  const counts = binCounts(reference, current, options.binning ?? { kind: "auto" });
  return isDegenerate(counts) ? counts : psi(counts.reference, counts.current, options);
}

/**
 * Checks the share that stands in for an empty bin: small, but so large that a millionth of it is still a number.
 *
 * @equation 1e-100 ≤ floor < 1
 * @source definition
 * @throws StatsInputError when it is not
 */
export function requireFloor(floor: number): void {
  if (!(floor >= 1e-100 && floor < 1)) throw new StatsInputError("floor", `must lie within [1e-100, 1), got ${floor}`);
}

function emptyShare(shares: Float64Array, floor: number): number {
  let smallest = Number.POSITIVE_INFINITY;
  for (const share of shares) if (share > 0 && share < smallest) smallest = share;
  return smallest <= floor ? smallest / 1e6 : floor;
}
