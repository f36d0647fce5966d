import { StatsInputError } from "../degenerate.ts";

const halfLogTwoPi = 0.9189385332046728;

/**
 * Natural logarithm of the gamma function for x > 0; absolute error about 1e-15, relative about 1e-15 for large x.
 *
 * @equation ln Γ(x) = (x − ½) ln x − x + ½ ln 2π + δ(x), shifted upwards by recurrence below 15
 * @source Abramowitz and Stegun (1964) 6.1.40
 * @throws StatsInputError unless x is above zero
 */
export function logGamma(x: number): number {
  if (!(x > 0)) throw new StatsInputError("x", `must be above zero, got ${x}`);
  if (x === Number.POSITIVE_INFINITY) return x;
  let shifted = x;
  let product = 1;
  while (shifted < 15) {
    product *= shifted;
    shifted += 1;
  }
  return (shifted - 0.5) * Math.log(shifted) - shifted + halfLogTwoPi + stirlingSeries(shifted) - Math.log(product);
}

/**
 * The part of ln Γ(n + 1) that Stirling's formula leaves out, for n > 0. Keeps binomial and Poisson weights exact to
 * about 1e-14 where a difference of log-gammas would lose every digit.
 *
 * @equation δ(n) = ln Γ(n + 1) − (n + ½) ln n + n − ½ ln 2π
 * @source Loader (2000), Fast and accurate computation of binomial probabilities
 */
export function stirlingError(n: number): number {
  let shifted = n;
  let sum = 0;
  while (shifted < 15) {
    sum += (shifted + 0.5) * Math.log1p(1 / shifted) - 1;
    shifted += 1;
  }
  return sum + stirlingSeries(shifted);
}

/**
 * Deviance term of a Poisson or binomial weight, without cancellation when x is close to m; x > 0, m > 0. `difference`
 * is x − m, for callers who know it more exactly than the subtraction gives.
 *
 * @equation D(x, m) = x ln(x / m) + m − x
 * @source Loader (2000), Fast and accurate computation of binomial probabilities
 * @default difference x − m
 */
export function devianceTerm(x: number, m: number, difference: number = x - m): number {
  if (Math.abs(difference) < 0.1 * (x + m)) {
    const v = difference / (x + m);
    let sum = difference * v;
    let power = 2 * x * v;
    for (let j = 1; j < 1000; j++) {
      power *= v * v;
      const next = sum + power / (2 * j + 1);
      if (next === sum) break;
      sum = next;
    }
    return sum;
  }
  return x * Math.log(x / m) - difference;
}

function stirlingSeries(n: number): number {
  const r = 1 / (n * n);
  const tail = 1 / 1680 - r * (1 / 1188 - r * (691 / 360_360 - r / 156));
  return (1 / 12 - r * (1 / 360 - r * (1 / 1260 - r * tail))) / n;
}
