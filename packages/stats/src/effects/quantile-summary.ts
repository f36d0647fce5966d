import {
  allFinite,
  type Degenerate,
  degenerate,
  isDegenerate,
  requireOpenShare,
  requireSameLength,
  StatsInputError,
} from "../degenerate.ts";
import { normalQuantile } from "../distributions/normal.ts";
import { zeroUpToRounding } from "../zero-up-to-rounding.ts";
import { momentsOf } from "./moments.ts";
import { ratioSummary, type SampleSummary } from "./sample-summary.ts";

/**
 * Sample quantile of values sorted ascending, by linear interpolation (R's type 7, numpy's default).
 *
 * @equation x_(⌊h⌋) + (h − ⌊h⌋)(x_(⌊h⌋+1) − x_(⌊h⌋)) with h = (n − 1) q
 * @source Hyndman and Fan (1996), The American Statistician 50:361, definition 7
 * @throws StatsInputError when there are no values or q is outside [0, 1]
 */
export function quantileOfSorted(sorted: ArrayLike<number>, q: number): number {
  if (sorted.length === 0) throw new StatsInputError("sorted", "holds no values");
  if (!(q >= 0 && q <= 1)) throw new StatsInputError("q", `must lie within [0, 1], got ${q}`);
  const h = (sorted.length - 1) * q;
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
  const shares = [q - delta, q, q + delta];
  const sorted = partlySorted(
    values instanceof Float64Array ? values.slice() : Float64Array.from(values),
    shares.flatMap((share) => [Math.floor((n - 1) * share), Math.ceil((n - 1) * share)]),
  );
  const halfWidth = (quantileOfSorted(sorted, q + delta) - quantileOfSorted(sorted, q - delta)) / (2 * z);
  const quantile = quantileOfSorted(sorted, q);
  if (zeroUpToRounding(halfWidth, quantile))
    return degenerate("constant", `The values around the ${q} quantile are all alike: its spread cannot be measured.`);
  return { n, mean: quantile, variance: n * halfWidth * halfWidth };
}

/**
 * A quantile metric of events (response time of each search) where shoppers were assigned, not events: `cluster` holds
 * a whole number from 0 for the shopper of each event. The spread of the quantile is scaled by how much more the share
 * of events below it varies between shoppers than between events. Degenerate like quantileSummary, or with fewer than
 * two shoppers.
 *
 * @equation variance/n = (quantile variance as if independent) · Var(Σ Sᵢ / Σ Nᵢ) / (q(1 − q)/n), Nᵢ the events of
 *   shopper i, Sᵢ those at or below the quantile, by the delta method
 * @source Deng, Knoblich and Lu (2018), Applying the delta method in metric analytics, §5; GrowthBook gbstats,
 *   QuantileClusteredStatistic
 * @throws StatsInputError unless 0 < q < 1, lengths match and clusters are whole numbers from 0
 */
export function clusteredQuantileSummary(
  values: ArrayLike<number>,
  cluster: ArrayLike<number>,
  q: number,
): SampleSummary | Degenerate {
  requireSameLength("values and cluster", values, cluster);
  const independent = quantileSummary(values, q);
  if (isDegenerate(independent)) return independent;
  const columns = countsByCluster(values, cluster, independent.mean);
  if (columns[0].length < 2) return degenerate("too-few", "All events are of one shopper.");
  const share = ratioSummary(momentsOf(columns));
  if (isDegenerate(share)) return share;
  const inflation = share.variance / share.n / ((q * (1 - q)) / values.length);
  if (!(inflation > 0)) return degenerate("constant", "Every shopper has the same share of events below the quantile.");
  return { ...independent, variance: independent.variance * inflation };
}

/** By shopper: how many of their events lie at or below a value, and how many there are. */
function countsByCluster(
  values: ArrayLike<number>,
  cluster: ArrayLike<number>,
  limit: number,
): [below: Float64Array, events: Float64Array] {
  let highest = -1;
  for (let i = 0; i < values.length; i++) {
    const id = cluster[i] as number;
    if (!Number.isInteger(id) || id < 0) throw new StatsInputError("cluster", `row ${i} must be a whole number from 0`);
    if (id > highest) highest = id;
  }
  // Numbers with large gaps are renumbered; else a table by number is ten times faster than a map.
  const isDense = highest < 8 * values.length + 1024;
  const places = new Map<number, number>();
  const placeOf = (id: number): number => {
    if (isDense) return id;
    const known = places.get(id);
    if (known !== undefined) return known;
    places.set(id, places.size);
    return places.size - 1;
  };
  const size = isDense ? highest + 1 : values.length;
  const below = new Float64Array(size);
  const events = new Float64Array(size);
  for (let i = 0; i < values.length; i++) {
    const place = placeOf(cluster[i] as number);
    events[place] = events[place]! + 1;
    if ((values[i] as number) <= limit) below[place] = below[place]! + 1;
  }
  let used = 0;
  for (let place = 0; place < size; place++) {
    if (events[place] === 0) continue;
    below[used] = below[place]!;
    events[used++] = events[place]!;
  }
  return [below.subarray(0, used), events.subarray(0, used)];
}

/** Puts what would stand at some places (ascending) were all values sorted there, in time proportional to their number. */
function partlySorted(values: Float64Array, places: readonly number[]): Float64Array {
  let from = 0;
  for (const place of places) {
    let [low, high] = [from, values.length - 1];
    // Hoare's quickselect: what is left of a place is never above it, so that the next one is looked for on its right.
    while (low < high) {
      const pivot = middleOf(values[low]!, values[(low + high) >>> 1]!, values[high]!);
      let [i, j] = [low, high];
      while (i <= j) {
        while (values[i]! < pivot) i++;
        while (values[j]! > pivot) j--;
        if (i > j) break;
        const other = values[i]!;
        values[i++] = values[j]!;
        values[j--] = other;
      }
      if (place <= j) high = j;
      else if (place >= i) low = i;
      else break;
    }
    from = place;
  }
  return values;
}

function middleOf(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
