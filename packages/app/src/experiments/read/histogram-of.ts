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
  const counts = new Array<number>(bins).fill(0);
  for (let i = 0; i < values.length; i++) counts[Math.min(bins - 1, Math.floor((values[i]! - least) / width))]!++;
  return { edges: Array.from({ length: bins + 1 }, (_, i) => (i === bins ? most : least + i * width)), counts };
}
