import { StatsInputError } from "../degenerate.ts";
import { devianceTerm, stirlingError } from "./log-gamma.ts";

/** Both tails of a distribution at one point, each accurate where it is small. */
export interface Tails {
  lower: number;
  upper: number;
}

/**
 * Regularised incomplete beta function, both tails; `y` must be 1 − x and may be given more exactly than x can say it.
 * Relative error about 1e-13 for a, b up to 1e9 (the continued fraction needs about √max(a, b) terms).
 *
 * @equation I_x(a, b) = ∫₀ˣ tᵃ⁻¹ (1 − t)ᵇ⁻¹ dt / B(a, b)
 * @source DiDonato and Morris (1992), ACM TOMS 708, continued fraction (9); weight by Loader (2000)
 * @default y 1 − x
 * @throws StatsInputError unless 0 ≤ x ≤ 1 and a, b are above zero
 */
export function incompleteBeta(x: number, a: number, b: number, y: number = 1 - x): Tails {
  if (!(x >= 0 && x <= 1)) throw new StatsInputError("x", `must lie within [0, 1], got ${x}`);
  if (!(a > 0 && b > 0)) throw new StatsInputError("a, b", `must be above zero, got ${a} and ${b}`);
  if (x === 0) return { lower: 0, upper: 1 };
  if (y === 0) return { lower: 1, upper: 0 };
  const weight = Math.exp(logBetaWeight(x, y, a, b));
  if (x < (a + 1) / (a + b + 2)) {
    const lower = Math.min(1, weight / betaFraction(x, y, a, b));
    return { lower, upper: 1 - lower };
  }
  const upper = Math.min(1, weight / betaFraction(y, x, b, a));
  return { lower: 1 - upper, upper };
}

/**
 * Logarithm of the weight that every beta-family density and tail shares; x + y = 1, all above zero.
 *
 * @equation ln( xᵃ yᵇ / B(a, b) )
 * @source Loader (2000), Fast and accurate computation of binomial probabilities
 */
export function logBetaWeight(x: number, y: number, a: number, b: number): number {
  const n = a + b;
  const excess = x < y ? a - n * x : n * y - b;
  const saddle =
    stirlingError(n) -
    stirlingError(a) -
    stirlingError(b) -
    devianceTerm(a, n * x, excess) -
    devianceTerm(b, n * y, -excess);
  return saddle + 0.5 * (Math.log(a) + Math.log(b / n) - Math.log(2 * Math.PI));
}

function betaFraction(x: number, y: number, a: number, b: number): number {
  const tiny = 1e-300;
  const awayFromZero = (value: number): number => (Math.abs(value) < tiny ? tiny : value);
  const excess = a * y - b * x;
  let c = awayFromZero((a * (excess + 1)) / (a + 1));
  let d = 0;
  let fraction = c;
  for (let m = 1; m < 1_000_000; m++) {
    const odd = a + 2 * m - 1;
    const numerator = ((a + m - 1) / odd) * ((a + b + m - 1) / odd) * m * (b - m) * x * x;
    const denominator = m + (m * (b - m) * x) / odd + ((a + m) * (excess + 1 + m * (2 - x))) / (odd + 2);
    d = 1 / awayFromZero(denominator + numerator * d);
    c = awayFromZero(denominator + numerator / c);
    fraction *= c * d;
    if (Math.abs(c * d - 1) < 1e-16) break;
  }
  return fraction;
}
