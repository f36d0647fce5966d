import { type Degenerate, degenerate, StatsInputError } from "../degenerate.ts";
import { zeroUpToRounding } from "../zero-up-to-rounding.ts";

/** Running moments of a stream of numbers; plain data. Exact but for rounding. */
export interface MomentsSketch {
  readonly kind: "moments";
  n: number;
  mean: number;
  /** Sums of the 2nd, 3rd and 4th powers of the distance to the mean. */
  m2: number;
  m3: number;
  m4: number;
  /** Smallest and largest value; null before the first. */
  min: number | null;
  max: number | null;
}

export interface MomentsSummary {
  readonly n: number;
  readonly mean: number;
  /** Divided by n − 1. */
  readonly variance: number;
  /** Population skewness and excess kurtosis; 0 for the normal distribution. */
  readonly skewness: number;
  readonly excessKurtosis: number;
  readonly min: number;
  readonly max: number;
}

/** Fourth powers of more than this, summed over a billion values, leave the range of doubles. */
export const maxMomentsValue = 1e70;

/**
 * A moments sketch without values.
 *
 * @equation none
 * @source definition
 */
export function emptyMoments(): MomentsSketch {
  return { kind: "moments", n: 0, mean: 0, m2: 0, m3: 0, m4: 0, min: null, max: null };
}

/**
 * Adds values to a moments sketch, in place.
 *
 * @equation merge with the moments of one value
 * @source Pébay (2008), Sandia report SAND2008-6212, eq. 3.1
 * @throws StatsInputError when a value is NaN, infinite or beyond ±1e70
 */
export function addToMoments(sketch: MomentsSketch, values: ArrayLike<number>): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!(Math.abs(value) <= maxMomentsValue))
      throw new StatsInputError("values", `a value is ${value}; take missing values out, rescale huge ones`);
    const before = sketch.n;
    const n = before + 1;
    const delta = value - sketch.mean;
    const step = delta / n;
    const square = step * step;
    const term = delta * step * before;
    sketch.n = n;
    sketch.mean += step;
    sketch.m4 += term * square * (n * n - 3 * n + 3) + 6 * square * sketch.m2 - 4 * step * sketch.m3;
    sketch.m3 += term * step * (n - 2) - 3 * step * sketch.m2;
    sketch.m2 += term;
    sketch.min = sketch.min === null || value < sketch.min ? value : sketch.min;
    sketch.max = sketch.max === null || value > sketch.max ? value : sketch.max;
  }
}

/**
 * The moments of two streams together; neither is changed. Associative and commutative but for rounding.
 *
 * @equation M₂ = M₂ₐ + M₂ᵦ + δ² nₐ nᵦ / n, and likewise M₃, M₄, δ = x̄ᵦ − x̄ₐ
 * @source Chan, Golub & LeVeque (1979); Pébay (2008), Sandia report SAND2008-6212, eq. 2.1
 */
export function mergeMoments(a: MomentsSketch, b: MomentsSketch): MomentsSketch {
  if (a.n === 0) return { ...b };
  if (b.n === 0) return { ...a };
  const n = a.n + b.n;
  const delta = b.mean - a.mean;
  const shareA = a.n / n;
  const shareB = b.n / n;
  const product = delta * delta * a.n * shareB;
  return {
    kind: "moments",
    n,
    mean: a.mean + delta * shareB,
    m2: a.m2 + b.m2 + product,
    m3: a.m3 + b.m3 + product * delta * (shareA - shareB) + 3 * delta * (shareA * b.m2 - shareB * a.m2),
    m4:
      a.m4 +
      b.m4 +
      product * delta * delta * (shareA * shareA - shareA * shareB + shareB * shareB) +
      6 * delta * delta * (shareA * shareA * b.m2 + shareB * shareB * a.m2) +
      4 * delta * (shareA * b.m3 - shareB * a.m3),
    min: Math.min(a.min!, b.min!),
    max: Math.max(a.max!, b.max!),
  };
}

/**
 * Mean, variance, skewness and kurtosis of a stream. Degenerate: `empty`, `too-few` below two values, `constant`.
 *
 * @equation s² = M₂/(n−1); g₁ = √n M₃ / M₂^{3/2}; g₂ = n M₄ / M₂² − 3
 * @source Joanes & Gill (1998), The Statistician 47:183 (g₁, g₂)
 */
export function summariseMoments(sketch: MomentsSketch): MomentsSummary | Degenerate {
  const { n, mean, m2, m3, m4, min, max } = sketch;
  if (min === null || max === null) return degenerate("empty", "the sketch holds no value");
  if (n < 2) return degenerate("too-few", "one value has no spread");
  if (min === max) return degenerate("constant", `all ${n} values are ${min}`);
  if (!(m2 * m2 > 0) || zeroUpToRounding(Math.sqrt(m2 / n), Math.max(Math.abs(min), Math.abs(max))))
    return degenerate("constant", `all ${n} values lie so near ${min} that their spread is rounding`);
  return {
    n,
    mean,
    variance: m2 / (n - 1),
    skewness: (Math.sqrt(n) * m3) / m2 ** 1.5,
    excessKurtosis: (n * m4) / (m2 * m2) - 3,
    min,
    max,
  };
}
