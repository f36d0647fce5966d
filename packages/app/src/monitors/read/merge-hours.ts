import { type HeavyHittersSketch, mergeHeavyHitters } from "@aisle/stats/sketches/heavy-hitters";
import { emptyQuantiles, mergeQuantiles, type QuantileSketch } from "@aisle/stats/sketches/quantile-sketch";
import type { HourSketches } from "../sketch/hour-sketches.ts";
import type { Segments } from "../sketch/segment-counts.ts";
import { mergeSegments } from "./merge-segments.ts";

/** Windows are read finer than hours are stored: errors of hours are independent, and grow small in the sum. */
const windowK = 1000;
const hoursOfCuts = 16;

/** The sketches of many hours as those of one window. */
export interface MergedHours {
  readonly rows: number;
  readonly counts: ReadonlyMap<string, number>;
  readonly numbers: MergedNumbers;
  readonly texts: ReadonlyMap<string, HeavyHittersSketch>;
  /** Answers of endpoints and what followed them, by dimension and value. */
  readonly segments: Segments;
}

/** Merges hours in the order given. */
export function mergeHours(hours: Iterable<HourSketches>): MergedHours {
  let rows = 0;
  const counts = new Map<string, number>();
  const numbers = new Map<string, QuantileSketch[]>();
  const texts = new Map<string, HeavyHittersSketch>();
  const counted: Pick<HourSketches, "segments" | "counts">[] = [];
  let segments: Segments | undefined;
  for (const hour of hours) {
    counted.push({ segments: hour.segments, counts: hour.counts });
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
  return {
    rows,
    counts,
    texts,
    numbers: new MergedNumbers(numbers),
    // Most windows are never asked for them.
    get segments() {
      segments ??= mergeSegments(counted);
      return segments;
    },
  };
}

/** Numbers of a window, merged when they are asked for: most columns need no more than cuts. */
export class MergedNumbers {
  readonly #hours: ReadonlyMap<string, readonly QuantileSketch[]>;
  readonly #merged = new Map<string, QuantileSketch>();

  constructor(hours: ReadonlyMap<string, readonly QuantileSketch[]>) {
    this.#hours = hours;
  }

  keys(): IterableIterator<string> {
    return this.#hours.keys();
  }

  /** All of a column. */
  get(key: string): QuantileSketch | undefined {
    const hours = this.#hours.get(key);
    let merged = this.#merged.get(key);
    if (merged === undefined && hours !== undefined) {
      merged = joined(hours);
      this.#merged.set(key, merged);
    }
    return merged;
  }

  /** Some hours of a column, from all over the window: enough to cut bins at. */
  someOf(key: string): QuantileSketch | undefined {
    const hours = this.#hours.get(key);
    if (hours === undefined) return undefined;
    // No divisor of a day: every hour of the day has its turn.
    const step = Math.max(1, Math.floor(hours.length / hoursOfCuts) | 1);
    return joined(hours.filter((_, i) => i % step === 0));
  }
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
