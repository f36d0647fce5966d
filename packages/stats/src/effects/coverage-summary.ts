import { allFinite, type Degenerate, degenerate, requireCount, StatsInputError } from "../degenerate.ts";
import type { SampleSummary } from "./sample-summary.ts";

/**
 * The share of a catalogue of `total` products of which an arm showed `shown`. Units stand in K groups by chance, and
 * `ofOneGroup` says how many products each group alone was shown: leaving it out takes those away, which is what the
 * jackknife needs. Its variance is too large rather than too small. n are groups. Coverage grows with units, so that
 * arms are compared at equal traffic alone.
 *
 * @equation p = S / N, variance / K = (K − 1) / K · Σ (u_g − ū)² / N²
 * @source Efron and Stein (1981), The jackknife estimate of variance, theorem 2; groups as Kott (2001)
 * @throws StatsInputError unless counts are whole and `shown` is between what the groups alone were shown and `total`
 */
export function coverageSummary(
  shown: number,
  ofOneGroup: ArrayLike<number>,
  total: number,
): SampleSummary | Degenerate {
  requireCount("shown", shown);
  requireCount("total", total);
  const groups = ofOneGroup.length;
  if (groups < 2) throw new StatsInputError("ofOneGroup", "needs two groups at least");
  if (!allFinite(ofOneGroup)) throw new StatsInputError("ofOneGroup", "must hold finite counts");
  let sum = 0;
  for (let g = 0; g < groups; g++) {
    requireCount("ofOneGroup", ofOneGroup[g]!);
    sum += ofOneGroup[g]!;
  }
  if (sum > shown) throw new StatsInputError("ofOneGroup", `sum to ${sum}, more than the ${shown} that were shown`);
  if (shown > total) throw new StatsInputError("shown", `exceeds total: ${shown} of ${total}`);
  if (total === 0) return degenerate("empty", "The catalogue has no product that can be sold.");
  const mean = sum / groups;
  let squares = 0;
  for (let g = 0; g < groups; g++) squares += (ofOneGroup[g]! - mean) ** 2;
  return { n: groups, mean: shown / total, variance: ((groups - 1) * squares) / total ** 2 };
}
