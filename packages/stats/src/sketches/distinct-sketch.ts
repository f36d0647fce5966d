import { requireCount, StatsInputError } from "../degenerate.ts";
import { hashText } from "./hash-text.ts";

/** HyperLogLog registers: how many distinct texts a stream held; plain data. */
export interface DistinctSketch {
  readonly kind: "distinct";
  /** 2^precision registers. */
  readonly precision: number;
  readonly registers: Uint8Array;
}

export interface DistinctEstimate {
  readonly estimate: number;
  /** Relative standard error: about 68 % of sketches lie within one, 95 % within two. */
  readonly relativeError: number;
}

/**
 * A distinct sketch without texts; 2^precision bytes.
 *
 * @equation relative standard error 1.04 / √(2^precision)
 * @source Flajolet, Fusy, Gandouet & Meunier (2007), HyperLogLog, AofA
 * @default precision 12
 * @throws StatsInputError when precision is not a whole number of 4 to 18
 */
export function emptyDistinct(precision = 12): DistinctSketch {
  requireCount("precision", precision, 4);
  if (precision > 18) throw new StatsInputError("precision", `must be at most 18, got ${precision}`);
  return { kind: "distinct", precision, registers: new Uint8Array(2 ** precision) };
}

/**
 * Adds texts to a distinct sketch, in place; adding one again changes nothing.
 *
 * @equation M[j] = max(M[j], leading zeros of the rest of the hash + 1)
 * @source Flajolet, Fusy, Gandouet & Meunier (2007), HyperLogLog, AofA
 */
export function addToDistinct(sketch: DistinctSketch, texts: Iterable<string>): void {
  const { precision, registers } = sketch;
  for (const text of texts) {
    const [high, low] = hashText(text);
    const index = high >>> (32 - precision);
    const rest = (high << precision) >>> 0;
    const zeros = rest === 0 ? 32 - precision + Math.clz32(low) : Math.clz32(rest);
    if (zeros + 1 > registers[index]!) registers[index] = zeros + 1;
  }
}

/**
 * The distinct sketch of two streams together; neither is changed. Exactly associative, commutative and idempotent.
 *
 * @equation M[j] = max(a[j], b[j])
 * @source Flajolet, Fusy, Gandouet & Meunier (2007), HyperLogLog, AofA
 * @throws StatsInputError when the precisions differ
 */
export function mergeDistinct(a: DistinctSketch, b: DistinctSketch): DistinctSketch {
  if (a.precision !== b.precision)
    throw new StatsInputError("b", `precision ${b.precision} differs from ${a.precision}`);
  const registers = a.registers.map((value, j) => Math.max(value, b.registers[j]!));
  return { kind: "distinct", precision: a.precision, registers };
}

/**
 * How many distinct texts were added, at any number from 0 up, without correction tables.
 *
 * @equation n̂ = α_∞ m² / (m σ(C₀/m) + Σ C_k 2^{−k} + m τ(1 − C_{q+1}/m) 2^{−q}), α_∞ = 1 / (2 ln 2)
 * @source Ertl (2017), New cardinality estimation algorithms for HyperLogLog sketches, arXiv:1702.01284, algorithm 6
 */
export function estimateDistinct(sketch: DistinctSketch): DistinctEstimate {
  const m = sketch.registers.length;
  const q = 64 - sketch.precision;
  const counts = new Float64Array(q + 2);
  for (const value of sketch.registers) counts[value] = counts[value]! + 1;
  let z = m * tau(1 - counts[q + 1]! / m);
  for (let k = q; k >= 1; k--) z = 0.5 * (z + counts[k]!);
  z += m * sigma(counts[0]! / m);
  return { estimate: (m / (2 * Math.LN2)) * (m / z), relativeError: 1.04 / Math.sqrt(m) };
}

function sigma(share: number): number {
  if (share === 1) return Number.POSITIVE_INFINITY;
  let x = share;
  let y = 1;
  let z = share;
  for (let before = -1; z !== before; ) {
    x *= x;
    before = z;
    z += x * y;
    y += y;
  }
  return z;
}

function tau(share: number): number {
  if (share === 0 || share === 1) return 0;
  let x = share;
  let y = 1;
  let z = 1 - share;
  for (let before = -1; z !== before; ) {
    x = Math.sqrt(x);
    before = z;
    y *= 0.5;
    z -= (1 - x) ** 2 * y;
  }
  return z / 3;
}
