import { requireCount } from "../degenerate.ts";

/** Buckets from `start` up to but not including `end`, within [0, 1]. */
export type BucketRange = readonly [start: number, end: number];

/**
 * Ranges of each variation: widths are the weights times coverage, starting where the variation would start at full
 * coverage, so that raising the coverage moves no unit to another variation. Coverage is clamped to [0, 1]; weights
 * that do not match, or do not sum to 1 ± 0.01, are replaced by equal ones, as GrowthBook's SDKs do.
 *
 * @equation rangeᵢ = [Σ_{j<i} wⱼ, Σ_{j<i} wⱼ + coverage · wᵢ)
 * @source GrowthBook SDK specification, getBucketRanges
 * @default coverage 1
 * @default weights equal
 * @throws StatsInputError when variations is not a whole number of at least 0
 */
export function bucketRanges(variations: number, coverage = 1, weights: readonly number[] = []): BucketRange[] {
  requireCount("variations", variations);
  const covered = Math.min(1, Math.max(0, Number.isNaN(coverage) ? 0 : coverage));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const usable = weights.length === variations && sum >= 0.99 && sum <= 1.01;
  const shares = usable ? weights : new Array<number>(variations).fill(1 / variations);
  let start = 0;
  return shares.map((share) => {
    const range: BucketRange = [start, start + covered * share];
    start += share;
    return range;
  });
}

/**
 * The variation whose range holds the bucket, or −1 when none does.
 *
 * @equation the first i with startᵢ ≤ n < endᵢ
 * @source GrowthBook SDK specification, chooseVariation
 */
export function chooseVariation(bucket: number, ranges: readonly BucketRange[]): number {
  return ranges.findIndex((range) => inRange(bucket, range));
}

/**
 * True when a bucket lies in a range; the end is outside.
 *
 * @equation start ≤ n < end
 * @source GrowthBook SDK specification, inRange
 */
export function inRange(bucket: number, range: BucketRange): boolean {
  return bucket >= range[0] && bucket < range[1];
}
