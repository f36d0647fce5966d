import type { FeatureMatrix } from "../trees/feature-matrix.ts";

/**
 * What shoppers with exactly the same measures wear: many are the same people again, whom trees, which smooth, do not
 * know. Only measures that at least `leastRecords` records share are kept, so that no one stands alone in a model.
 */
export interface SizeMemory {
  /** Bodies × measures, row-major, in lexical order. */
  bodies: Float64Array;
  /** Bodies × sizes: records of each size. */
  counts: Float32Array;
  /** What the trees say is worth as many records. */
  strength: number;
}

const leastRecords = 2;

/** Counts sizes over rows with the same measures; rows with a missing measure are left out. */
export function buildSizeMemory(
  measures: FeatureMatrix,
  width: number,
  labels: ArrayLike<number>,
  sizes: number,
  strength: number,
): SizeMemory {
  const stride = measures.columns.length;
  const rows = Uint32Array.from({ length: measures.rows }, (_, i) => i).filter((i) => {
    for (let j = 0; j < width; j++) if (Number.isNaN(measures.values[i * stride + j])) return false;
    return true;
  });
  const order = (a: number, b: number) => compare(measures.values, a * stride, measures.values, b * stride, width);
  rows.sort(order);
  const bodies: number[] = [];
  const counts: number[] = [];
  for (let start = 0; start < rows.length; ) {
    let end = start + 1;
    while (end < rows.length && order(rows[start]!, rows[end]!) === 0) end++;
    if (end - start >= leastRecords) {
      const of = new Array<number>(sizes).fill(0);
      for (let i = start; i < end; i++) of[labels[rows[i]!]!]!++;
      for (let j = 0; j < width; j++) bodies.push(measures.values[rows[start]! * stride + j]!);
      counts.push(...of);
    }
    start = end;
  }
  return { bodies: Float64Array.from(bodies), counts: Float32Array.from(counts), strength };
}

/**
 * Moves the probabilities of each row (rows × sizes) towards what the same bodies wore, in place: the trees' word counts
 * as `strength` records (a Dirichlet prior), n records of a body as √n, because in a larger crowd fewer are the same
 * person (n counted in full gave a larger log loss on held-out shoppers).
 */
export function recallSizes(
  { bodies, counts, strength }: SizeMemory,
  measures: FeatureMatrix,
  width: number,
  probabilities: Float64Array,
): void {
  const stride = measures.columns.length;
  const sizes = probabilities.length / measures.rows;
  const known = bodies.length / width;
  for (let i = 0; i < measures.rows; i++) {
    let low = 0;
    let high = known;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compare(bodies, middle * width, measures.values, i * stride, width) < 0) low = middle + 1;
      else high = middle;
    }
    if (low === known || compare(bodies, low * width, measures.values, i * stride, width) !== 0) continue;
    let records = 0;
    for (let k = 0; k < sizes; k++) records += counts[low * sizes + k]!;
    const worth = Math.sqrt(records);
    for (let k = 0; k < sizes; k++) {
      const at = i * sizes + k;
      const share = counts[low * sizes + k]! / records;
      probabilities[at] = (strength * probabilities[at]! + worth * share) / (strength + worth);
    }
  }
}

/** Lexical order of two runs of numbers; a missing one equals nothing and stands last. */
function compare(
  a: Float32Array | Float64Array,
  atA: number,
  b: Float32Array | Float64Array,
  atB: number,
  width: number,
): number {
  for (let j = 0; j < width; j++) {
    if (a[atA + j]! < b[atB + j]!) return -1;
    if (a[atA + j]! !== b[atB + j]!) return Number.isNaN(b[atB + j]) ? -1 : 1;
  }
  return 0;
}
