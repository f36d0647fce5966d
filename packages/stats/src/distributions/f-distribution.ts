import { requireOpenShare, requirePositive, StatsInputError } from "../degenerate.ts";
import { incompleteBeta, logBetaWeight, type Tails } from "./incomplete-beta.ts";
import { invertTail, type Tail } from "./invert-tail.ts";

/**
 * Lower tail of Fisher's F distribution with df1 and df2 degrees of freedom.
 *
 * @equation P(F ≤ x) = I_u(df1/2, df2/2) with u = df1 x / (df1 x + df2)
 * @source Abramowitz and Stegun (1964) 26.6.2
 * @throws StatsInputError when x is NaN or a df is not above zero
 */
export function fCdf(x: number, df1: number, df2: number): number {
  return fTails(x, df1, df2).lower;
}

/**
 * Upper tail of Fisher's F distribution, accurate where it is tiny.
 *
 * @equation P(F > x) = I_v(df2/2, df1/2) with v = df2 / (df1 x + df2)
 * @source Abramowitz and Stegun (1964) 26.6.2
 * @throws StatsInputError when x is NaN or a df is not above zero
 */
export function fSf(x: number, df1: number, df2: number): number {
  return fTails(x, df1, df2).upper;
}

/**
 * The point of Fisher's F distribution with the given tail probability.
 *
 * @equation x with P(F ≤ x) = p, or P(F > x) = p for the upper tail
 * @source definition
 * @default tail "lower"
 * @throws StatsInputError unless 0 < p < 1 and both df are above zero
 */
export function fQuantile(p: number, df1: number, df2: number, tail: Tail = "lower"): number {
  requireOpenShare("p", p);
  return invertTail(p, tail, {
    tails: (x) => fTails(x, df1, df2),
    density: (x) => {
      const all = df1 * x + df2;
      return Math.exp(logBetaWeight((df1 * x) / all, df2 / all, df1 / 2, df2 / 2)) / x;
    },
    from: 0,
    to: Number.POSITIVE_INFINITY,
    start: 1,
  });
}

function fTails(x: number, df1: number, df2: number): Tails {
  if (Number.isNaN(x)) throw new StatsInputError("x", "is not a number");
  requirePositive("df1", df1);
  requirePositive("df2", df2);
  if (x <= 0) return { lower: 0, upper: 1 };
  if (x === Number.POSITIVE_INFINITY) return { lower: 1, upper: 0 };
  const all = df1 * x + df2;
  return incompleteBeta((df1 * x) / all, df1 / 2, df2 / 2, df2 / all);
}
