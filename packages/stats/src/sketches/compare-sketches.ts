import { type Degenerate, degenerate, isDegenerate, requireCount } from "../degenerate.ts";
import { kolmogorovSf } from "../drift/kolmogorov-distribution.ts";
import { psi, requireFloor } from "../drift/psi.ts";
import { type QuantileSketch, rankError, type WeightedValues, weightedValues } from "./quantile-sketch.ts";

export interface SketchComparisonOptions {
  /** How sure both error bounds are together. */
  readonly confidence?: number;
}

export interface SketchKolmogorovSmirnov {
  readonly statistic: number;
  /** The statistic of the raw samples lies within this of the one above. */
  readonly errorBound: number;
  /** Asymptotic p of the statistic, and the largest that the error bound allows. */
  readonly pValue: number;
  readonly largestPValue: number;
}

/**
 * Kolmogorov–Smirnov statistic of two quantile sketches. Degenerate: `empty`.
 *
 * @equation D̂ = sup |F̂ − Ĝ|; |D̂ − D| ≤ ε_F + ε_G, the uniform rank errors
 * @source Lall (2015), Data streaming algorithms for the Kolmogorov–Smirnov test, IEEE Big Data
 * @default confidence 0.99
 * @throws StatsInputError when confidence is outside (0, 1)
 */
export function ksOfSketches(
  reference: QuantileSketch,
  current: QuantileSketch,
  options: SketchComparisonOptions = {},
): SketchKolmogorovSmirnov | Degenerate {
  const fault = emptyFault(reference, current);
  if (fault) return fault;
  let statistic = 0;
  walk(reference, current, (_, __, f, g) => {
    statistic = Math.max(statistic, Math.abs(f - g));
  });
  const errorBound = Math.min(1, jointError(reference, current, options));
  const size = Math.sqrt(reference.n * (current.n / (reference.n + current.n)));
  return {
    statistic,
    errorBound,
    pValue: kolmogorovSf(size * statistic),
    largestPValue: kolmogorovSf(size * Math.max(0, statistic - errorBound)),
  };
}

export interface SketchWasserstein {
  /** In the units of the values. */
  readonly distance: number;
  /** The distance of the raw samples lies within this of the one above. */
  readonly errorBound: number;
}

/**
 * First Wasserstein distance of two quantile sketches, in the units of the values. Degenerate: `empty`.
 *
 * @equation Ŵ = ∫ |F̂ − Ĝ|; |Ŵ − W| ≤ ε_F (max_F − min_F) + ε_G (max_G − min_G), the uniform rank errors
 * @source definition; triangle inequality on ∫ |F̂ − F|
 * @default confidence 0.99
 * @throws StatsInputError when confidence is outside (0, 1)
 */
export function wassersteinOfSketches(
  reference: QuantileSketch,
  current: QuantileSketch,
  options: SketchComparisonOptions = {},
): SketchWasserstein | Degenerate {
  const fault = emptyFault(reference, current);
  if (fault) return fault;
  let distance = 0;
  walk(reference, current, (from, to, f, g) => {
    distance += (to - from) * Math.abs(f - g);
  });
  const half = halved(options);
  const errorBound =
    rankError(reference, half) * (reference.max! - reference.min!) +
    rankError(current, half) * (current.max! - current.min!);
  return { distance, errorBound };
}

export interface SketchPsi {
  readonly psi: number;
  /** The PSI of the raw samples over the same cuts lies between these. */
  readonly between: readonly [number, number];
  /** Cuts at the reference sketch's quantiles. */
  readonly edges: Float64Array;
}

/**
 * Population stability index of two quantile sketches over bins cut at the reference's quantiles. For an exact PSI over
 * cuts known beforehand, keep `HistogramSketch`es and give their counts to `psi`. Degenerate: `empty`, `constant` when
 * the quantiles coincide.
 *
 * @equation Σ (p − q) ln(p / q); bounds: each share of a bin is right within twice the uniform rank error
 * @source definition; (p − q) ln(p / q) is convex, so that its extremes lie at corners or at p = q
 * @default bins 10
 * @default floor 0.0001
 * @default confidence 0.99
 * @throws StatsInputError when bins is below 2, the floor is outside [1e-100, 1) or confidence is outside (0, 1)
 */
export function psiOfSketches(
  reference: QuantileSketch,
  current: QuantileSketch,
  options: SketchComparisonOptions & { readonly bins?: number; readonly floor?: number } = {},
): SketchPsi | Degenerate {
  const { bins = 10, floor = 1e-4 } = options;
  requireCount("bins", bins, 2);
  requireFloor(floor);
  const fault = emptyFault(reference, current);
  if (fault) return fault;
  const before = weightedValues(reference);
  const now = weightedValues(current);
  const cuts = Array.from({ length: bins - 1 }, (_, i) => {
    const at = before.cumulative.findIndex((weight) => weight >= ((i + 1) / bins) * reference.n);
    return before.values[at]!;
  });
  const edges = Float64Array.from(new Set(cuts)).filter((cut) => cut > reference.min!);
  if (edges.length === 0) return degenerate("constant", "the reference has no quantiles to cut at");
  const p = binWeights(before, edges);
  const q = binWeights(now, edges);
  const value = psi(p, q, { floor });
  if (isDegenerate(value)) return value;
  const half = halved(options);
  const slackP = 2 * rankError(reference, half);
  const slackQ = 2 * rankError(current, half);
  let low = 0;
  let high = 0;
  for (let k = 0; k < p.length; k++) {
    const rangeP = shareRange(p[k]! / reference.n, slackP, floor);
    const rangeQ = shareRange(q[k]! / current.n, slackQ, floor);
    const corners = rangeP.flatMap((x) => rangeQ.map((y) => (x - y) * Math.log(x / y)));
    high += Math.max(...corners);
    const overlap = rangeP[0] <= rangeQ[1] && rangeQ[0] <= rangeP[1];
    if (!overlap) low += Math.min(...corners);
  }
  return { psi: value, between: [Math.min(low, value), Math.max(high, value)], edges };
}

function emptyFault(reference: QuantileSketch, current: QuantileSketch): Degenerate | null {
  if (reference.n === 0) return degenerate("empty", "the reference sketch holds no value");
  return current.n === 0 ? degenerate("empty", "the current sketch holds no value") : null;
}

/** Both bounds hold together when each fails half as often. */
function halved(options: SketchComparisonOptions): { confidence: number; uniform: true } {
  return { confidence: 1 - (1 - (options.confidence ?? 0.99)) / 2, uniform: true };
}

function jointError(a: QuantileSketch, b: QuantileSketch, options: SketchComparisonOptions): number {
  return rankError(a, halved(options)) + rankError(b, halved(options));
}

/** Visits every stretch [from, to) on which both distribution functions are level, with their values there. */
function walk(
  a: QuantileSketch,
  b: QuantileSketch,
  visit: (from: number, to: number, f: number, g: number) => void,
): void {
  const left = weightedValues(a);
  const right = weightedValues(b);
  let i = 0;
  let j = 0;
  while (i < left.values.length || j < right.values.length) {
    const from = Math.min(left.values[i] ?? Number.POSITIVE_INFINITY, right.values[j] ?? Number.POSITIVE_INFINITY);
    while (i < left.values.length && left.values[i]! <= from) i++;
    while (j < right.values.length && right.values[j]! <= from) j++;
    const next = Math.min(left.values[i] ?? Number.POSITIVE_INFINITY, right.values[j] ?? Number.POSITIVE_INFINITY);
    const f = i === 0 ? 0 : left.cumulative[i - 1]! / a.n;
    const g = j === 0 ? 0 : right.cumulative[j - 1]! / b.n;
    visit(from, Number.isFinite(next) ? next : from, f, g);
  }
}

function binWeights(sample: WeightedValues, edges: Float64Array): Float64Array {
  const weights = new Float64Array(edges.length + 1);
  let bin = 0;
  let before = 0;
  for (let i = 0; i < sample.values.length; i++) {
    while (bin < edges.length && sample.values[i]! >= edges[bin]!) bin++;
    weights[bin] = weights[bin]! + sample.cumulative[i]! - before;
    before = sample.cumulative[i]!;
  }
  return weights;
}

function shareRange(share: number, slack: number, floor: number): readonly [number, number] {
  if (share - slack > 0) return [share - slack, Math.min(1, share + slack)];
  if (share > 0 && slack === 0) return [share, share];
  // A bin that may be empty: the raw PSI puts the floor, or as little as a millionth of it, in its place.
  return [floor * 1e-6, Math.max(floor, share + slack)];
}
