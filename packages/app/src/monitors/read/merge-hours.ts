import { type HeavyHittersSketch, mergeHeavyHitters } from "@aisle/stats/sketches/heavy-hitters";
import { emptyQuantiles, mergeQuantiles, type QuantileSketch } from "@aisle/stats/sketches/quantile-sketch";
import type { HourSketches } from "../sketch/hour-sketches.ts";

/** Windows are read finer than hours are stored: errors of hours are independent, and grow small in the sum. */
const windowK = 1000;

/** The sketches of many hours as those of one window. */
export interface MergedHours {
  readonly rows: number;
  readonly counts: ReadonlyMap<string, number>;
  readonly numbers: ReadonlyMap<string, QuantileSketch>;
  readonly texts: ReadonlyMap<string, HeavyHittersSketch>;
}

/** Merges hours in the order given. */
export function mergeHours(hours: Iterable<HourSketches>): MergedHours {
  let rows = 0;
  const counts = new Map<string, number>();
  const numbers = new Map<string, QuantileSketch[]>();
  const texts = new Map<string, HeavyHittersSketch>();
  for (const hour of hours) {
    rows += hour.rows;
    for (const [key, count] of hour.counts) counts.set(key, (counts.get(key) ?? 0) + count);
    for (const [key, { sketch }] of hour.numbers) {
      const known = numbers.get(key);
      if (known === undefined) numbers.set(key, [sketch]);
      else known.push(sketch);
    }
    for (const [key, sketch] of hour.texts) {
      const known = texts.get(key);
      texts.set(key, known === undefined ? sketch : mergeHeavyHitters(known, sketch));
    }
  }
  return { rows, counts, texts, numbers: new Map([...numbers].map(([key, all]) => [key, joined(all)])) };
}

/** Many sketches merged in one go: joined level by level, then compacted once. */
function joined(sketches: readonly QuantileSketch[]): QuantileSketch {
  const height = Math.max(...sketches.map(({ levels }) => levels.length));
  const finite = (value: number | null): value is number => value !== null;
  const all: QuantileSketch = {
    kind: "quantile",
    k: windowK,
    n: sketches.reduce((sum, { n }) => sum + n, 0),
    min: sketches
      .map(({ min }) => min)
      .filter(finite)
      .reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
    max: sketches
      .map(({ max }) => max)
      .filter(finite)
      .reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY),
    levels: Array.from({ length: height }, (_, h) => sketches.flatMap(({ levels }) => levels[h] ?? [])),
    squaredError: sketches.reduce((sum, { squaredError }) => sum + squaredError, 0),
    coin: sketches.reduce((coin, sketch) => Math.imul(coin ^ sketch.coin, 0x9e3779b1), 1),
  };
  return mergeQuantiles(all, emptyQuantiles(height, windowK));
}
