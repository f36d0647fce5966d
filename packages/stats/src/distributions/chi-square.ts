import { requireOpenShare, requirePositive, StatsInputError } from "../degenerate.ts";
import { incompleteGamma, logGammaWeight } from "./incomplete-gamma.ts";
import { invertTail, type Tail } from "./invert-tail.ts";

/**
 * Lower tail of the chi-square distribution with df degrees of freedom (df > 0, need not be whole).
 *
 * @equation P(χ² ≤ x) = P(df/2, x/2), the regularised lower incomplete gamma function
 * @source Abramowitz and Stegun (1964) 26.4.19
 * @throws StatsInputError when x is NaN or df is not above zero
 */
export function chiSquareCdf(x: number, df: number): number {
  check(x, df);
  return x <= 0 ? 0 : incompleteGamma(df / 2, x / 2).lower;
}

/**
 * Upper tail of the chi-square distribution, accurate where it is tiny.
 *
 * @equation P(χ² > x) = Q(df/2, x/2), the regularised upper incomplete gamma function
 * @source Abramowitz and Stegun (1964) 26.4.19
 * @throws StatsInputError when x is NaN or df is not above zero
 */
export function chiSquareSf(x: number, df: number): number {
  check(x, df);
  return x <= 0 ? 1 : incompleteGamma(df / 2, x / 2).upper;
}

/**
 * The point of the chi-square distribution with the given tail probability.
 *
 * @equation x with P(χ² ≤ x) = p, or P(χ² > x) = p for the upper tail
 * @source definition
 * @default tail "lower"
 * @throws StatsInputError unless 0 < p < 1 and df is above zero
 */
export function chiSquareQuantile(p: number, df: number, tail: Tail = "lower"): number {
  requireOpenShare("p", p);
  requirePositive("df", df);
  return invertTail(p, tail, {
    tails: (x) => incompleteGamma(df / 2, x / 2),
    density: (x) => Math.exp(logGammaWeight(df / 2, x / 2)) / x,
    from: 0,
    to: Number.POSITIVE_INFINITY,
    start: df,
  });
}

function check(x: number, df: number): void {
  if (Number.isNaN(x)) throw new StatsInputError("x", "is not a number");
  requirePositive("df", df);
}
