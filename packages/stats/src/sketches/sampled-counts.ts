import { requireCount, StatsInputError } from "../degenerate.ts";
import { hashText53 } from "./hash-text.ts";

const hashBits = 53;
const allHashes = 2 ** hashBits;

/**
 * Counts of a sample of the texts of a stream, chosen by their hash: the same texts in every stream, so that counts of merged
 * streams are exact for those that are kept. Plain data.
 */
export interface SampledCounts {
  readonly kind: "sampled-counts";
  /** Texts kept at most. */
  readonly capacity: number;
  /** A text is kept when its hash is below 2^(53 − level): a share of 2^−level of all texts. */
  level: number;
  /** Weight by hash of 53 bits. */
  readonly counts: Map<number, number>;
}

/**
 * An empty sample.
 *
 * @equation kept ⇔ h(text) < 2^(53 − level)
 * @source Flajolet (1990), On adaptive sampling, Computing 34:391
 * @throws StatsInputError when capacity is not a whole number of at least 1
 */
export function emptySampledCounts(capacity: number): SampledCounts {
  requireCount("capacity", capacity, 1);
  return { kind: "sampled-counts", capacity, level: 0, counts: new Map() };
}

/**
 * Counts a text, in place.
 *
 * @equation more than `capacity` texts: level + 1, and texts above the new limit go
 * @source Flajolet (1990), On adaptive sampling, Computing 34:391
 * @default weight 1
 */
export function addToSampledCounts(sketch: SampledCounts, text: string, weight = 1): void {
  const hash = hashText53(text);
  // Most are above the limit: nothing is looked up for them.
  if (hash >= allHashes / 2 ** sketch.level) return;
  sketch.counts.set(hash, (sketch.counts.get(hash) ?? 0) + weight);
  if (sketch.counts.size > sketch.capacity) trim(sketch);
}

/**
 * The sample of several streams together; none is changed. Exactly associative and commutative.
 *
 * @equation c(h) = Σ c_i(h) at the highest of all levels, then as in adding
 * @source Flajolet (1990), On adaptive sampling, Computing 34:391
 * @throws StatsInputError when there is none, or capacities differ
 */
export function mergeAllSampledCounts(sketches: readonly SampledCounts[]): SampledCounts {
  const capacity = sketches[0]?.capacity ?? 0;
  const merged = emptySampledCounts(capacity);
  for (const sketch of sketches) {
    if (sketch.capacity !== capacity)
      throw new StatsInputError("sketches", `capacity ${sketch.capacity} differs from ${capacity}`);
    merged.level = Math.max(merged.level, sketch.level);
  }
  const limit = allHashes / 2 ** merged.level;
  for (const { counts } of sketches)
    for (const [hash, weight] of counts)
      if (hash < limit) merged.counts.set(hash, (merged.counts.get(hash) ?? 0) + weight);
  trim(merged);
  return merged;
}

/**
 * How many distinct texts the stream held, and its relative standard error (0 while all are kept).
 *
 * @equation n̂ = 2^level · kept; relative error ≈ 1.2 / √capacity
 * @source Flajolet (1990), On adaptive sampling, Computing 34:391, theorem 2
 */
export function distinctOfSampledCounts({ level, counts, capacity }: SampledCounts): {
  readonly estimate: number;
  readonly relativeError: number;
} {
  return { estimate: counts.size * 2 ** level, relativeError: level === 0 ? 0 : 1.2 / Math.sqrt(capacity) };
}

function trim(sketch: SampledCounts): void {
  while (sketch.counts.size > sketch.capacity) {
    sketch.level++;
    const limit = allHashes / 2 ** sketch.level;
    for (const hash of sketch.counts.keys()) if (hash >= limit) sketch.counts.delete(hash);
  }
}
