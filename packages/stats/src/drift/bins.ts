import { type Degenerate, degenerate, isDegenerate, requireCount } from "../degenerate.ts";
import { quantileOfSorted } from "../effects/quantile-summary.ts";
import { ascendingEdges, binOf } from "./bin-edges.ts";
import { type NumericSample, sortSample } from "./sorted-sample.ts";
import { valueFault } from "./usable-range.ts";

/**
 * How numbers become bins: `sturges` = equal widths over both samples; `edges` = cuts the caller knows, with open bins
 * beyond both ends; `quantiles` = cuts at the reference's quantiles, open at both ends; `values` = one bin per value;
 * `auto` = `values` up to 20 distinct reference values, else `sturges`, as Evidently does.
 */
export type Binning =
  | { readonly kind: "auto" }
  | { readonly kind: "sturges" }
  | { readonly kind: "values" }
  | { readonly kind: "edges"; readonly edges: ArrayLike<number> }
  | { readonly kind: "quantiles"; readonly count: number };

export interface BinnedCounts {
  /** Counts per bin of the reference and of the current sample, over the same bins. */
  readonly reference: Float64Array;
  readonly current: Float64Array;
  /** Inner cuts of open-ended bins, outer edges included for `sturges`; the values themselves for `values`. */
  readonly edges: Float64Array;
}

const PER_VALUE_LIMIT = 20;

/**
 * Counts of two numeric samples over common bins. A bin holds its lower edge and not its upper; the last of `sturges`
 * holds both. Degenerate: `empty`, `not-finite`.
 *
 * @equation Sturges: ⌈log₂(n) + 1⌉ bins of equal width over both samples of n values together
 * @source Sturges (1926), JASA 21:65; NumPy histogram_bin_edges; Evidently get_binned_data
 * @throws StatsInputError when edges are empty, not finite or not ascending, or a quantile count is below 2
 */
export function binCounts(
  reference: NumericSample,
  current: NumericSample,
  binning: Binning,
): BinnedCounts | Degenerate {
  const a = valuesOf(reference);
  const b = valuesOf(current);
  const rangeA = finiteRange(a);
  const rangeB = finiteRange(b);
  if (isDegenerate(rangeA)) return rangeA;
  if (isDegenerate(rangeB)) return rangeB;
  if (binning.kind === "edges") return openCounts(a, b, ascendingEdges(binning.edges));
  if (binning.kind === "quantiles") {
    const sorted = sortSample(reference);
    return isDegenerate(sorted) ? sorted : openCounts(a, b, quantileCuts(sorted.sorted, binning.count));
  }
  if (binning.kind === "values" || (binning.kind === "auto" && fewDistinct(a))) return valueCounts(a, b);
  return sturgesCounts(a, b, Math.min(rangeA[0], rangeB[0]), Math.max(rangeA[1], rangeB[1]));
}

function valuesOf(sample: NumericSample): ArrayLike<number> {
  return "sorted" in sample ? sample.sorted : sample;
}

function finiteRange(values: ArrayLike<number>): readonly [number, number] | Degenerate {
  if (values.length === 0) return degenerate("empty", "the sample holds no value");
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    const fault = valueFault(value);
    if (fault) return fault;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

function fewDistinct(values: ArrayLike<number>): boolean {
  const seen = new Set<number>();
  for (let i = 0; i < values.length; i++) if (seen.add(values[i]!).size > PER_VALUE_LIMIT) return false;
  return true;
}

function valueCounts(a: ArrayLike<number>, b: ArrayLike<number>): BinnedCounts {
  const counts = new Map<number, [number, number]>();
  for (const [side, values] of [a, b].entries()) {
    for (let i = 0; i < values.length; i++) {
      const value = values[i]! + 0; // −0 and 0 are one value.
      const pair = counts.get(value);
      if (pair) pair[side]!++;
      else counts.set(value, side === 0 ? [1, 0] : [0, 1]);
    }
  }
  const edges = Float64Array.from(counts.keys()).sort();
  return {
    edges,
    reference: edges.map((value) => counts.get(value)![0]),
    current: edges.map((value) => counts.get(value)![1]),
  };
}

function sturgesCounts(a: ArrayLike<number>, b: ArrayLike<number>, low: number, high: number): BinnedCounts {
  // A range of a few subnormals has no room for edges: to its resolution the samples are constant.
  const constant = high - low < 1e-300;
  const from = constant ? low - 0.5 : low;
  const to = constant ? high + 0.5 : high;
  const bins = constant ? 1 : Math.ceil(Math.log2(a.length + b.length) + 1);
  const edges = Float64Array.from({ length: bins + 1 }, (_, i) => from + (to - from) * (i / bins));
  edges[bins] = to;
  const scale = bins / (to - from);
  const count = (values: ArrayLike<number>) => {
    const counts = new Float64Array(bins);
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      let bin = Math.floor((value - from) * scale);
      if (bin >= bins) bin = bins - 1;
      // The product can round across an edge; the edges themselves decide.
      if (value < edges[bin]!) bin--;
      else if (bin < bins - 1 && value >= edges[bin + 1]!) bin++;
      counts[bin] = counts[bin]! + 1;
    }
    return counts;
  };
  return { edges, reference: count(a), current: count(b) };
}

function openCounts(a: ArrayLike<number>, b: ArrayLike<number>, edges: Float64Array): BinnedCounts {
  const count = (values: ArrayLike<number>) => {
    const counts = new Float64Array(edges.length + 1);
    for (let i = 0; i < values.length; i++) counts[binOf(edges, values[i]!)]!++;
    return counts;
  };
  return { edges, reference: count(a), current: count(b) };
}

function quantileCuts(sorted: Float64Array, count: number): Float64Array {
  requireCount("count", count, 2);
  const cuts = Array.from({ length: count - 1 }, (_, i) => quantileOfSorted(sorted, (i + 1) / count));
  return Float64Array.from(new Set(cuts)).sort();
}
