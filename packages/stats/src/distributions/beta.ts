import { requireOpenShare, requirePositive, StatsInputError } from "../degenerate.ts";
import { incompleteBeta, logBetaWeight } from "./incomplete-beta.ts";
import { invertTail, type Tail } from "./invert-tail.ts";

/**
 * Lower tail of the beta distribution; x within [0, 1].
 *
 * @equation P(X ≤ x) = I_x(a, b)
 * @source definition
 * @throws StatsInputError unless 0 ≤ x ≤ 1 and a, b are above zero
 */
export function betaCdf(x: number, a: number, b: number): number {
  return incompleteBeta(x, a, b).lower;
}

/**
 * Upper tail of the beta distribution, accurate where it is tiny; x within [0, 1].
 *
 * @equation P(X > x) = I_{1−x}(b, a)
 * @source definition
 * @throws StatsInputError unless 0 ≤ x ≤ 1 and a, b are above zero
 */
export function betaSf(x: number, a: number, b: number): number {
  return incompleteBeta(x, a, b).upper;
}

/**
 * Density of the beta distribution; infinite at an end where it has a pole.
 *
 * @equation f(x) = xᵃ⁻¹ (1 − x)ᵇ⁻¹ / B(a, b)
 * @source definition
 */
export function betaPdf(x: number, a: number, b: number): number {
  if (Number.isNaN(x)) throw new StatsInputError("x", "is not a number");
  if (x < 0 || x > 1) return 0;
  if (x === 0) return a < 1 ? Number.POSITIVE_INFINITY : a === 1 ? b : 0;
  if (x === 1) return b < 1 ? Number.POSITIVE_INFINITY : b === 1 ? a : 0;
  return Math.exp(logBetaWeight(x, 1 - x, a, b) - Math.log(x) - Math.log1p(-x));
}

/**
 * The point of the beta distribution with the given tail probability.
 *
 * @equation x with I_x(a, b) = p, or 1 − I_x(a, b) = p for the upper tail
 * @source definition
 * @default tail "lower"
 * @throws StatsInputError unless 0 < p < 1 and a, b are above zero
 */
export function betaQuantile(p: number, a: number, b: number, tail: Tail = "lower"): number {
  requireOpenShare("p", p);
  requirePositive("a", a);
  requirePositive("b", b);
  return invertTail(p, tail, {
    tails: (x) => incompleteBeta(x, a, b),
    density: (x) => betaPdf(x, a, b),
    from: 0,
    to: 1,
    start: a / (a + b),
  });
}
