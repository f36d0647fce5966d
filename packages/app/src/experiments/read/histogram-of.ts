import type { ArmFigure } from "@aisle/contracts/reading";

const bins = 12;

/** How values are spread, in twelve bins of one width; undefined without values or where all are alike. */
export function histogramOf(values: Float64Array): ArmFigure["histogram"] {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  if (!(most > least)) return undefined;
  const width = (most - least) / bins;
  // One bin more, for the greatest value itself.
  const counts = new Float64Array(bins + 1);
  const perWidth = 1 / width;
  for (let i = 0; i < values.length; i++) {
    const bin = ((values[i]! - least) * perWidth) | 0;
    counts[bin] = counts[bin]! + 1;
  }
  counts[bins - 1]! += counts[bins]!;
  return {
    edges: Array.from({ length: bins + 1 }, (_, i) => (i === bins ? most : least + i * width)),
    counts: [...counts.subarray(0, bins)],
  };
}
