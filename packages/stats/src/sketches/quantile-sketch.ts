import { type Degenerate, degenerate, requireCount, requireOpenShare, StatsInputError } from "../degenerate.ts";
import { valueFault } from "../drift/usable-range.ts";
import { sortedCopy } from "./sorted-copy.ts";

/**
 * KLL sketch of a stream of numbers: quantiles and ranks from a few thousand stored values; plain data. A value stored at
 * level h stands for 2^h values of the stream.
 */
export interface QuantileSketch {
  readonly kind: "quantile";
  /** Size of the largest level; the error falls about as 1 / k. */
  readonly k: number;
  n: number;
  min: number | null;
  max: number | null;
  levels: number[][];
  /** Sum of 4^h over all compactions at level h: what the error bound needs. */
  squaredError: number;
  /** Counter behind the sketch's own coin. */
  coin: number;
}

export const smallestLevel = 8;
const COIN_STEP = 0x9e3779b9 | 0;

/**
 * A quantile sketch without values. Sketches that will be merged need different seeds: their coins must be independent.
 *
 * @equation level h of H holds max(8, ⌈k (2/3)^{H−1−h}⌉) values
 * @source Karnin, Lang & Liberty (2016), Optimal quantile approximation in streams, FOCS
 * @default k 400
 * @throws StatsInputError when k is not a whole number of at least 8 or the seed is not a whole number
 */
export function emptyQuantiles(seed: number, k = 400): QuantileSketch {
  requireCount("k", k, smallestLevel);
  if (!Number.isSafeInteger(seed)) throw new StatsInputError("seed", `must be a whole number, got ${seed}`);
  const coin = scramble(seed ^ COIN_STEP);
  return { kind: "quantile", k, n: 0, min: null, max: null, levels: [[]], squaredError: 0, coin };
}

/**
 * Adds values to a quantile sketch, in place.
 *
 * @equation a full level is sorted and every other value, odd or even by coin, moves up one level
 * @source Karnin, Lang & Liberty (2016), FOCS
 * @throws StatsInputError when a value is NaN, infinite or beyond ±1e145
 */
export function addToQuantiles(sketch: QuantileSketch, values: ArrayLike<number>): void {
  let free = capacityOf(sketch) - heldBy(sketch);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    const fault = valueFault(value);
    if (fault) throw new StatsInputError("values", `${fault.detail}; take missing values out`);
    sketch.levels[0]!.push(value);
    sketch.n++;
    if (sketch.min === null || value < sketch.min) sketch.min = value;
    if (sketch.max === null || value > sketch.max) sketch.max = value;
    if (--free < 0) {
      compress(sketch);
      free = capacityOf(sketch) - heldBy(sketch);
    }
  }
}

/**
 * The quantile sketch of two streams together; neither is changed. The order of merging may change which values are
 * kept, never n, the extremes or the error bound's validity.
 *
 * @equation levels are joined, then compacted as in adding
 * @source Karnin, Lang & Liberty (2016), FOCS, section 4 (mergeability)
 * @throws StatsInputError when k differs
 */
export function mergeQuantiles(a: QuantileSketch, b: QuantileSketch): QuantileSketch {
  if (a.k !== b.k) throw new StatsInputError("b", `k ${b.k} differs from ${a.k}`);
  const height = Math.max(a.levels.length, b.levels.length);
  const merged: QuantileSketch = {
    kind: "quantile",
    k: a.k,
    n: a.n + b.n,
    min: a.min === null ? b.min : b.min === null ? a.min : Math.min(a.min, b.min),
    max: a.max === null ? b.max : b.max === null ? a.max : Math.max(a.max, b.max),
    levels: Array.from({ length: height }, (_, h) => [...(a.levels[h] ?? []), ...(b.levels[h] ?? [])]),
    squaredError: a.squaredError + b.squaredError,
    coin: scramble(a.coin ^ Math.imul(b.coin, COIN_STEP)),
  };
  compress(merged);
  return merged;
}

/**
 * The value at a quantile of the stream. Its rank is right within the uniform `rankError`. Degenerate: `empty`.
 *
 * @equation smallest stored x with F̂(x) ≥ q
 * @source Karnin, Lang & Liberty (2016), FOCS
 * @throws StatsInputError unless 0 ≤ q ≤ 1
 */
export function quantileOf(sketch: QuantileSketch, q: number): number | Degenerate {
  if (!(q >= 0 && q <= 1)) throw new StatsInputError("q", `must lie between 0 and 1, got ${q}`);
  if (sketch.min === null || sketch.max === null) return degenerate("empty", "the sketch holds no value");
  if (q === 0) return sketch.min;
  if (q === 1) return sketch.max;
  const { values, cumulative } = weightedValues(sketch);
  let at = 0;
  while (at < values.length - 1 && cumulative[at]! < q * sketch.n) at++;
  return values[at]!;
}

/**
 * Bound of the error of ranks, as a share of n, that holds with the confidence asked for: at one point fixed
 * beforehand, or (`uniform`) at all points together. 0 while nothing was compacted.
 *
 * @equation ε = √(2 V ln(2 / δ)) / n, V = Σ 4^h over compactions; uniform: over a grid of G ranks, ln(2 G / δ) and + 1/G
 * @source Azuma (1967) and Hoeffding (1963) on the coins of the compactions; Karnin, Lang & Liberty (2016), lemma 1
 * @default confidence 0.99
 * @default uniform false
 * @throws StatsInputError when confidence is outside (0, 1)
 */
export function rankError(
  sketch: QuantileSketch,
  options: { readonly confidence?: number; readonly uniform?: boolean } = {},
): number {
  const confidence = options.confidence ?? 0.99;
  requireOpenShare("confidence", confidence);
  if (sketch.squaredError === 0) return 0;
  const grid = options.uniform ? GRID : 1;
  const point = Math.sqrt(2 * sketch.squaredError * Math.log((2 * grid) / (1 - confidence))) / sketch.n;
  return Math.min(1, point + (options.uniform ? 1 / GRID : 0));
}

const GRID = 2048;

/** Kept values ascending, and the stream's weight at or below each. */
export interface WeightedValues {
  readonly values: Float64Array;
  readonly cumulative: Float64Array;
}

/**
 * The sketch as a distribution function: stored values ascending with the weight at or below each; the last weight is n.
 *
 * @equation n F̂(x) = Σ 2^h [x_kept ≤ x]
 * @source Karnin, Lang & Liberty (2016), FOCS
 */
export function weightedValues(sketch: QuantileSketch): WeightedValues {
  const pairs = sketch.levels.flatMap((level, h) => level.map((value) => [value, 2 ** h] as const));
  pairs.sort((a, b) => a[0] - b[0]);
  let sum = 0;
  return {
    values: Float64Array.from(pairs, ([value]) => value),
    cumulative: Float64Array.from(pairs, ([, weight]) => {
      sum += weight;
      return sum;
    }),
  };
}

function levelCapacity(sketch: QuantileSketch, level: number): number {
  return Math.max(smallestLevel, Math.ceil(sketch.k * (2 / 3) ** (sketch.levels.length - 1 - level)));
}

function capacityOf(sketch: QuantileSketch): number {
  let sum = 0;
  for (let level = 0; level < sketch.levels.length; level++) sum += levelCapacity(sketch, level);
  return sum;
}

function heldBy(sketch: QuantileSketch): number {
  let sum = 0;
  for (const { length } of sketch.levels) sum += length;
  return sum;
}

function compress(sketch: QuantileSketch): void {
  while (heldBy(sketch) > capacityOf(sketch)) {
    const level = sketch.levels.findIndex((values, h) => values.length >= levelCapacity(sketch, h));
    compact(sketch, level);
  }
}

function compact(sketch: QuantileSketch, level: number): void {
  if (level === sketch.levels.length - 1) sketch.levels.push([]);
  const values = sortedCopy(sketch.levels[level]!);
  sketch.coin = (sketch.coin + COIN_STEP) | 0;
  const offset = scramble(sketch.coin) & 1;
  const pairs = values.length >> 1;
  const above = sketch.levels[level + 1]!;
  for (let i = 0; i < pairs; i++) above.push(values[2 * i + offset]!);
  sketch.levels[level] = values.length % 2 === 1 ? [values[values.length - 1]!] : [];
  sketch.squaredError += 4 ** level;
}

/** Output function of splitmix32: neighbouring counters give unrelated bits. */
function scramble(counter: number): number {
  let x = counter ^ (counter >>> 16);
  x = Math.imul(x, 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
  return (x ^ (x >>> 15)) | 0;
}
