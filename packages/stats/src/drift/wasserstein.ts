import { type Degenerate, isDegenerate, requirePositive } from "../degenerate.ts";
import { type NumericSample, sortSample } from "./sorted-sample.ts";

export interface WassersteinOptions {
  /** Smallest norm, in the units of the values; keeps a constant reference from dividing by zero. */
  readonly smallestNorm?: number;
}

export interface Wasserstein {
  /** Area between the two distribution functions, in the units of the values. */
  readonly distance: number;
  /** The distance in standard deviations of the reference. */
  readonly normed: number;
  /** What the distance was divided by. */
  readonly norm: number;
}

/**
 * First Wasserstein (earth mover's) distance of two samples, and the same in standard deviations of the reference.
 * Degenerate: `empty`, `not-finite`.
 *
 * @equation W₁ = ∫ |F(x) − G(x)| dx; normed = W₁ / max(sd_reference, smallestNorm), sd with n
 * @source Vallender (1974), Theory of Probability 18:784; norm: Evidently, wasserstein_distance_norm.py
 * @default smallestNorm 0.001
 * @throws StatsInputError when smallestNorm is not above zero
 */
export function wasserstein(
  reference: NumericSample,
  current: NumericSample,
  options: WassersteinOptions = {},
): Wasserstein | Degenerate {
  const smallestNorm = options.smallestNorm ?? 0.001;
  requirePositive("smallestNorm", smallestNorm);
  const first = sortSample(reference);
  if (isDegenerate(first)) return first;
  const second = sortSample(current);
  if (isDegenerate(second)) return second;
  const distance = integrateGap(first.sorted, second.sorted, 1);
  const norm = Math.max(first.standardDeviation, smallestNorm);
  return { distance, normed: distance / norm, norm };
}

/**
 * Energy distance of two samples, in the root of the units of the values; 0 only for equal distributions. Degenerate:
 * `empty`, `not-finite`.
 *
 * @equation D = √(2 ∫ (F(x) − G(x))² dx)
 * @source Székely & Rizzo (2013), Journal of Statistical Planning and Inference 143:1249, eq. 2.4; SciPy energy_distance
 */
export function energyDistance(reference: NumericSample, current: NumericSample): number | Degenerate {
  const first = sortSample(reference);
  if (isDegenerate(first)) return first;
  const second = sortSample(current);
  if (isDegenerate(second)) return second;
  return Math.sqrt(2 * integrateGap(first.sorted, second.sorted, 2));
}

/** ∫ |F − G|^power over the merged values of two ascending arrays. */
function integrateGap(a: Float64Array, b: Float64Array, power: 1 | 2): number {
  const n = a.length;
  const m = b.length;
  let i = 0;
  let j = 0;
  let x = Math.min(a[0]!, b[0]!);
  let area = 0;
  while (i < n || j < m) {
    const nextA = i < n ? a[i]! : Number.POSITIVE_INFINITY;
    const nextB = j < m ? b[j]! : Number.POSITIVE_INFINITY;
    const next = Math.min(nextA, nextB);
    const gap = Math.abs(i / n - j / m);
    area += (next - x) * (power === 1 ? gap : gap * gap);
    x = next;
    if (nextA <= nextB) i++;
    else j++;
  }
  return area;
}
