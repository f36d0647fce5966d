import { type Degenerate, degenerate, requireSameLength, StatsInputError } from "../degenerate.ts";

export interface PairedShares {
  readonly reference: Float64Array;
  readonly current: Float64Array;
}

/**
 * Two arrays of counts (or weights) over the same bins as shares that sum to 1. Degenerate: `empty` when a side counts
 * nothing.
 *
 * @equation p_k = c_k / Σ c
 * @source definition
 * @throws StatsInputError when the lengths differ, or a count is negative or not finite
 */
export function pairedShares(reference: ArrayLike<number>, current: ArrayLike<number>): PairedShares | Degenerate {
  requireSameLength("current", reference, current);
  const totals = [totalOfCounts("reference", reference), totalOfCounts("current", current)];
  if (totals[0] === 0) return degenerate("empty", "the reference counts nothing");
  if (totals[1] === 0) return degenerate("empty", "the current sample counts nothing");
  return {
    reference: Float64Array.from(reference, (count) => count / totals[0]!),
    current: Float64Array.from(current, (count) => count / totals[1]!),
  };
}

/**
 * The sum of counts (or weights), each checked.
 *
 * @equation Σ c
 * @source definition
 * @throws StatsInputError when a count is negative or not finite, or their sum leaves the range of a double
 */
export function totalOfCounts(argument: string, counts: ArrayLike<number>): number {
  let sum = 0;
  for (let k = 0; k < counts.length; k++) {
    if (!(counts[k]! >= 0)) throw new StatsInputError(argument, `counts must not be negative, got ${counts[k]}`);
    sum += counts[k]!;
  }
  if (!Number.isFinite(sum)) throw new StatsInputError(argument, "counts and their sum must be finite");
  return sum;
}
