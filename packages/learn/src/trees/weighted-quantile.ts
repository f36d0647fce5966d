/**
 * The `quantile` (0–1) of values, interpolated between order statistics (Hyndman and Fan 1996, type 7); with weights,
 * the least value that has that share of the weight at or below it. Sorts `values` in place.
 */
export function weightedQuantile(values: Float64Array, weights: Float64Array | undefined, quantile: number): number {
  const count = values.length;
  if (count === 0) return 0;
  if (!weights) {
    values.sort();
    const position = (count - 1) * quantile;
    const low = Math.floor(position);
    return values[low]! + (position - low) * (values[Math.min(low + 1, count - 1)]! - values[low]!);
  }
  const order = Uint32Array.from({ length: count }, (_, i) => i).sort((a, b) => values[a]! - values[b]!);
  let total = 0;
  for (const weight of weights) total += weight;
  let below = 0;
  for (const i of order) {
    below += weights[i]!;
    if (below > 0 && below >= quantile * total) return values[i]!;
  }
  return values[order[count - 1]!]!;
}
