import { requireCount, requireFinite, StatsInputError } from "../degenerate.ts";

/** Misra–Gries counters: the texts that make up most of a stream; plain data. */
export interface HeavyHittersSketch {
  readonly kind: "heavy-hitters";
  /** Counters stored at most. */
  readonly capacity: number;
  /** Weight added so far. */
  total: number;
  /** Weight that a text may have beyond its counter: never above total / (capacity + 1). */
  error: number;
  readonly counters: Map<string, number>;
}

export interface HeavyHitter {
  readonly text: string;
  /** True weight lies between these, ends included. */
  readonly atLeast: number;
  readonly atMost: number;
}

/**
 * A heavy-hitters sketch without texts: every text above total / (capacity + 1) is sure to be kept.
 *
 * @equation true weight − counter ≤ total / (capacity + 1)
 * @source Misra & Gries (1982), Science of Computer Programming 2:143
 * @throws StatsInputError when capacity is not a whole number of at least 1
 */
export function emptyHeavyHitters(capacity: number): HeavyHittersSketch {
  requireCount("capacity", capacity, 1);
  return { kind: "heavy-hitters", capacity, total: 0, error: 0, counters: new Map() };
}

/**
 * Adds one text with a weight to a heavy-hitters sketch, in place.
 *
 * @equation no free counter: lower all counters and the weight by the least of them
 * @source Misra & Gries (1982); weights: Anderson et al. (2017), IMC
 * @default weight 1
 * @throws StatsInputError when the weight is not finite and above zero, or the total would leave the range of a double
 */
export function addToHeavyHitters(sketch: HeavyHittersSketch, text: string, weight = 1): void {
  if (!(weight > 0 && Number.isFinite(weight)))
    throw new StatsInputError("weight", `must be finite and above zero, got ${weight}`);
  const { counters } = sketch;
  requireFinite("weight", sketch.total + weight);
  sketch.total += weight;
  counters.set(text, (counters.get(text) ?? 0) + weight);
  if (counters.size > sketch.capacity) trim(sketch);
}

/**
 * The heavy hitters of two streams together; neither is changed. Its bounds hold whatever the order of merging, and
 * error stays at most total / (capacity + 1).
 *
 * @equation add counters, then lower all by the (capacity + 1)-th largest and drop what is not above zero
 * @source Agarwal et al. (2013), Mergeable summaries, ACM TODS 38:26, section 2.1
 * @throws StatsInputError when the capacities differ, or the total would leave the range of a double
 */
export function mergeHeavyHitters(a: HeavyHittersSketch, b: HeavyHittersSketch): HeavyHittersSketch {
  if (a.capacity !== b.capacity) throw new StatsInputError("b", `capacity ${b.capacity} differs from ${a.capacity}`);
  requireFinite("b", a.total + b.total);
  const counters = new Map(a.counters);
  for (const [text, count] of b.counters) counters.set(text, (counters.get(text) ?? 0) + count);
  const merged: HeavyHittersSketch = {
    kind: "heavy-hitters",
    capacity: a.capacity,
    total: a.total + b.total,
    error: a.error + b.error,
    counters,
  };
  if (counters.size > a.capacity) trim(merged);
  return merged;
}

/**
 * Texts that may weigh at least the share asked for, heaviest first, with bounds of their weight. None is missed as long
 * as the share is at least 1 / (capacity + 1).
 *
 * @equation counter ≤ true weight ≤ counter + error
 * @source Misra & Gries (1982), Science of Computer Programming 2:143
 * @throws StatsInputError when the share is below 1 / (capacity + 1) or above 1
 */
export function heavyHitters(sketch: HeavyHittersSketch, share: number): HeavyHitter[] {
  if (!(share >= 1 / (sketch.capacity + 1) && share <= 1))
    throw new StatsInputError("share", `must lie between 1/${sketch.capacity + 1} and 1, got ${share}`);
  return [...sketch.counters]
    .filter(([, count]) => count + sketch.error >= share * sketch.total)
    .map(([text, count]) => ({ text, atLeast: count, atMost: count + sketch.error }))
    .sort((a, b) => b.atLeast - a.atLeast || (a.text < b.text ? -1 : 1));
}

function trim(sketch: HeavyHittersSketch): void {
  const descending = [...sketch.counters.values()].sort((a, b) => b - a);
  const cut = descending[sketch.capacity]!;
  sketch.error += cut;
  for (const [text, count] of sketch.counters) {
    if (count > cut) sketch.counters.set(text, count - cut);
    else sketch.counters.delete(text);
  }
}
