import { StatsInputError } from "../degenerate.ts";
import { clampP } from "../distributions/normal.ts";

/**
 * Upper tail of Kolmogorov's limiting distribution, accurate where it is tiny; never 0.
 *
 * @equation Q(λ) = 2 Σ_{k≥1} (−1)^{k−1} e^{−2k²λ²} = 1 − (√(2π)/λ) Σ_{k≥1} e^{−(2k−1)²π²/(8λ²)}
 * @source Kolmogorov (1933); Marsaglia, Tsang & Wang (2003), Journal of Statistical Software 8:18
 * @throws StatsInputError when λ is negative or NaN
 */
export function kolmogorovSf(lambda: number): number {
  if (!(lambda >= 0)) throw new StatsInputError("lambda", `must be at least zero, got ${lambda}`);
  if (lambda < 0.2) return 1; // The tail differs from 1 by less than 1e-12 here.
  if (lambda < 1) {
    const base = -(Math.PI * Math.PI) / (8 * lambda * lambda);
    let sum = 0;
    for (let k = 1; k <= 9; k += 2) sum += Math.exp(base * k * k);
    return clampP(1 - (Math.sqrt(2 * Math.PI) / lambda) * sum);
  }
  let sum = 0;
  for (let k = 1; k <= 6; k++) sum += (k % 2 === 1 ? 1 : -1) * Math.exp(-2 * k * k * lambda * lambda);
  return clampP(2 * sum);
}
