import { StatsInputError } from "../degenerate.ts";
import type { Tails } from "./incomplete-beta.ts";
import { devianceTerm, stirlingError } from "./log-gamma.ts";

/**
 * Regularised incomplete gamma function, both tails, each accurate where it is small (relative error about 1e-13).
 *
 * @equation P(a, x) = ∫₀ˣ tᵃ⁻¹ e⁻ᵗ dt / Γ(a)
 * @source Press et al., Numerical Recipes §6.2 (series below a + 1, continued fraction above); weight by Loader (2000)
 * @throws StatsInputError unless a is above zero and x is at least zero
 */
export function incompleteGamma(a: number, x: number): Tails {
  if (!(a > 0)) throw new StatsInputError("a", `must be above zero, got ${a}`);
  if (!(x >= 0)) throw new StatsInputError("x", `must be at least zero, got ${x}`);
  if (x === 0) return { lower: 0, upper: 1 };
  if (x === Number.POSITIVE_INFINITY) return { lower: 1, upper: 0 };
  const weight = Math.exp(logGammaWeight(a, x));
  if (x < a + 1) {
    const lower = Math.min(1, weight * gammaSeries(a, x));
    return { lower, upper: 1 - lower };
  }
  const upper = Math.min(1, weight * gammaFraction(a, x));
  return { lower: 1 - upper, upper };
}

/**
 * Logarithm of the weight that gamma-family densities and tails share; a and x above zero.
 *
 * @equation ln( xᵃ e⁻ˣ / Γ(a) )
 * @source Loader (2000), Fast and accurate computation of binomial probabilities
 */
export function logGammaWeight(a: number, x: number): number {
  return 0.5 * Math.log(a / (2 * Math.PI)) - stirlingError(a) - devianceTerm(a, x);
}

function gammaSeries(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; n < 1_000_000; n++) {
    term *= x / (a + n);
    sum += term;
    if (term < sum * 1e-17) break;
  }
  return sum;
}

function gammaFraction(a: number, x: number): number {
  const tiny = 1e-300;
  let b = x + 1 - a;
  let c = 1 / tiny;
  let d = 1 / b;
  let fraction = d;
  for (let i = 1; i < 1_000_000; i++) {
    const an = -i * (i - a);
    b += 2;
    d = an * d + b;
    if (Math.abs(d) < tiny) d = tiny;
    c = b + an / c;
    if (Math.abs(c) < tiny) c = tiny;
    d = 1 / d;
    fraction *= d * c;
    if (Math.abs(d * c - 1) < 1e-16) break;
  }
  return fraction;
}
