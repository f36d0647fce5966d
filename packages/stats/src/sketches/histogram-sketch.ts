import { StatsInputError } from "../degenerate.ts";
import { ascendingEdges, binOf } from "../drift/bin-edges.ts";

/** Counts over fixed cuts, with open bins at both ends; plain data. Exact: it has no error but its bins. */
export interface HistogramSketch {
  readonly kind: "histogram";
  /** Ascending cuts; a bin holds its lower cut and not its upper. */
  readonly edges: readonly number[];
  /** One more than there are cuts. */
  readonly counts: number[];
}

/**
 * An empty histogram over the cuts given (for example quantiles of the reference).
 *
 * @equation bin(x) = |{e ∈ edges : e ≤ x}|
 * @source definition
 * @throws StatsInputError when the cuts are empty, not finite or not strictly ascending
 */
export function emptyHistogram(edges: ArrayLike<number>): HistogramSketch {
  const cuts = Array.from(ascendingEdges(edges));
  return { kind: "histogram", edges: cuts, counts: new Array<number>(cuts.length + 1).fill(0) };
}

/**
 * Counts values into a histogram, in place. Infinities fall into the outer bins.
 *
 * @equation c_bin(x) += 1
 * @source definition
 * @throws StatsInputError when a value is NaN
 */
export function addToHistogram(sketch: HistogramSketch, values: ArrayLike<number>): void {
  const { edges, counts } = sketch;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Number.isNaN(value)) throw new StatsInputError("values", "a value is NaN; take missing values out");
    counts[binOf(edges, value)]!++;
  }
}

/**
 * The histogram of two streams together; neither is changed. Exactly associative and commutative.
 *
 * @equation c_k = a_k + b_k
 * @source definition
 * @throws StatsInputError when the cuts differ
 */
export function mergeHistograms(a: HistogramSketch, b: HistogramSketch): HistogramSketch {
  if (a.edges.length !== b.edges.length || a.edges.some((edge, i) => edge !== b.edges[i]))
    throw new StatsInputError("b", "its cuts differ from those of a");
  return { kind: "histogram", edges: a.edges, counts: a.counts.map((count, k) => count + b.counts[k]!) };
}
