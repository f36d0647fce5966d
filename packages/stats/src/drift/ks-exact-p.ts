import { requireCount, StatsInputError } from "../degenerate.ts";
import { clampP } from "../distributions/normal.ts";

/**
 * Exact two-sided p of the two-sample Kolmogorov–Smirnov statistic for samples without ties: the chance that a random
 * order of n + m values reaches |i·m − j·n| ≥ numerator, where D = numerator / (n·m). Sums only positive terms, so that
 * tiny tails keep their digits. Takes about 2 D n m steps.
 *
 * @equation p = P(max |i/n − j/m| ≥ D) over all C(n+m, n) equally likely lattice paths
 * @source Hodges (1958), Arkiv för Matematik 3:469; Schröer & Trenkler (1995), Computational Statistics & Data Analysis 20:185
 * @throws StatsInputError when n or m is below 1, n·m is beyond exact range or numerator is not within 0…n·m
 */
export function ksExactP(numerator: number, n: number, m: number): number {
  requireCount("n", n, 1);
  requireCount("m", m, 1);
  requireCount("n·m", n * m, 1);
  requireCount("numerator", numerator);
  if (numerator > n * m) throw new StatsInputError("numerator", `is above n·m = ${n * m}`);
  if (numerator === 0) return 1;
  const total = n + m;
  // arriving[j]: chance that the path stands at (i, j) having stayed inside the band until then.
  const arriving = new Float64Array(m + 2);
  arriving[0] = 1;
  let outside = 0;
  let from = 0;
  for (let i = 0; i <= n; i++) {
    const last = Math.min(m, Math.ceil((i * m + numerator) / n));
    let next = last + 1;
    for (let j = from; j <= last; j++) {
      const mass = arriving[j]!;
      if (mass === 0) continue;
      arriving[j] = 0;
      if (Math.abs(i * m - j * n) >= numerator) {
        outside += mass;
        continue;
      }
      const left = total - i - j;
      if (left === 0) continue;
      if (next > j) next = j;
      arriving[j + 1] = arriving[j + 1]! + (mass * (m - j)) / left;
      arriving[j] = (mass * (n - i)) / left;
    }
    from = next;
  }
  return clampP(outside);
}
