import { requireFinite, requireOpenShare, StatsInputError } from "../degenerate.ts";
import type { Interval } from "../effects/compare-arms.ts";

/**
 * Empirical-Bernstein interval of a mean: holds at every n for independent terms within an interval of width `range`.
 * Where the true range is unknown and the observed one is given instead, the guarantee is approximate.
 *
 * @equation x̄ ± ( √(2 s² ln(4/α)/n) + 7 range ln(4/α) / (3(n − 1)) ), α = 1 − level
 * @source Maurer and Pontil (2009), Empirical Bernstein bounds and sample-variance penalization, theorem 4, both sides
 * @default level 0.95
 * @throws StatsInputError with fewer than two terms, a negative range or a level outside (0, 1)
 */
export function bernsteinInterval(terms: ArrayLike<number>, range: number, level = 0.95): Interval {
  requireOpenShare("level", level);
  const n = terms.length;
  if (n < 2) throw new StatsInputError("terms", "need at least two");
  if (!(range >= 0)) throw new StatsInputError("range", `must not be negative, got ${range}`);
  let sum = 0;
  for (let i = 0; i < n; i++) sum += terms[i] as number;
  const mean = sum / n;
  let squares = 0;
  for (let i = 0; i < n; i++) squares += ((terms[i] as number) - mean) ** 2;
  requireFinite("terms", squares);
  const log = Math.log(4 / (1 - level));
  const half = Math.sqrt((2 * (squares / (n - 1)) * log) / n) + (7 * range * log) / (3 * (n - 1));
  return { low: mean - half, high: mean + half, level };
}
