import { allFinite, type Degenerate, degenerate, requireOpenShare } from "../degenerate.ts";
import { normalQuantile } from "../distributions/normal.ts";
import type { SampleSummary } from "./sample-summary.ts";

/**
 * Sample quantile of values sorted ascending, by linear interpolation (R's type 7, numpy's default).
 *
 * @equation x_(⌊h⌋) + (h − ⌊h⌋)(x_(⌊h⌋+1) − x_(⌊h⌋)) with h = (n − 1) q
 * @source Hyndman and Fan (1996), The American Statistician 50:361, definition 7
 */
export function quantileOfSorted(sorted: ArrayLike<number>, q: number): number {
  const h = (sorted.length - 1) * Math.min(1, Math.max(0, q));
  const below = sorted[Math.floor(h)] as number;
  const above = sorted[Math.ceil(h)] as number;
  return below + (h - Math.floor(h)) * (above - below);
}

/**
 * A quantile metric (the median basket, p95 latency) from raw values, one a unit, as a summary that compareArms takes
 * with `distribution: "normal"`. Its variance comes from the distribution-free interval of the quantile, so no
 * density is estimated. Degenerate when that interval falls off the sample (n too small for so extreme a quantile) or
 * when the values around the quantile are all alike.
 *
 * @equation variance/n = ((x_(q + zδ) − x_(q − zδ)) / 2z)², δ = √(q(1−q)/n), z the 0.975 normal quantile
 * @source Woodruff (1952), JASA 47:635; GrowthBook gbstats, QuantileStatistic
 * @throws StatsInputError unless 0 < q < 1
 */
export function quantileSummary(values: ArrayLike<number>, q: number): SampleSummary | Degenerate {
  requireOpenShare("q", q);
  const n = values.length;
  if (n === 0) return degenerate("empty", "The arm has no units.");
  if (!allFinite(values)) return degenerate("not-finite", "The arm holds a value that is not a finite number.");
  const z = normalQuantile(0.975);
  const delta = z * Math.sqrt((q * (1 - q)) / n);
  if (q - delta <= 0 || q + delta >= 1)
    return degenerate("too-few", `${n} values are too few for an interval of the ${q} quantile.`);
  const sorted = Float64Array.from(values).sort();
  const halfWidth = (quantileOfSorted(sorted, q + delta) - quantileOfSorted(sorted, q - delta)) / (2 * z);
  if (halfWidth === 0)
    return degenerate("constant", `The values around the ${q} quantile are all alike: its spread cannot be measured.`);
  return { n, mean: quantileOfSorted(sorted, q), variance: n * halfWidth * halfWidth };
}
