import { StatsInputError } from "../degenerate.ts";

/**
 * A checked copy of cuts between bins.
 *
 * @equation e_1 < e_2 < …
 * @source definition
 * @throws StatsInputError when the cuts are empty, not finite or not strictly ascending
 */
export function ascendingEdges(edges: ArrayLike<number>): Float64Array {
  const cuts = Float64Array.from(edges);
  if (cuts.length === 0) throw new StatsInputError("edges", "at least one cut is needed");
  if (cuts.some((cut, i) => !Number.isFinite(cut) || (i > 0 && cut <= cuts[i - 1]!)))
    throw new StatsInputError("edges", "must be finite and strictly ascending");
  return cuts;
}

/**
 * The bin of a value among bins that are open at both ends, counted from 0; a bin holds its lower cut and not its upper.
 *
 * @equation bin(x) = |{e ∈ edges : e ≤ x}|
 * @source definition
 */
export function binOf(edges: ArrayLike<number>, value: number): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value < edges[middle]!) high = middle;
    else low = middle + 1;
  }
  return low;
}
