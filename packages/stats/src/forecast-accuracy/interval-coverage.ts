import { type Degenerate, requireOpenShare, StatsInputError } from "../degenerate.ts";
import { seriesFault } from "./paired-series.ts";

export interface IntervalCoverage {
  /** Share of actuals inside the interval, ends included. */
  readonly coverage: number;
  /** Share of actuals under the lower and above the upper end. */
  readonly below: number;
  readonly above: number;
  /** Mean width of the intervals, in the units of the series. */
  readonly meanWidth: number;
  /** Winkler's interval score, in the units of the series: width, plus a penalty for every miss. Smaller is better. */
  readonly intervalScore: number;
}

/**
 * How often forecast intervals held what came, and their interval score at the level they claim. Degenerate: `empty`,
 * `not-finite`.
 *
 * @equation coverage = (1/n) Σ [l_t ≤ y_t ≤ u_t];  score = mean of (u − l) + (2/α)(l − y)₊ + (2/α)(y − u)₊, α = 1 − level
 * @source Winkler (1972), JASA 67:187; Gneiting & Raftery (2007), JASA 102:359, eq. 43
 * @default level 0.95
 * @throws StatsInputError when lengths differ, a lower end is above its upper end, or level is outside (0, 1)
 */
export function intervalCoverage(
  actual: ArrayLike<number>,
  lower: ArrayLike<number>,
  upper: ArrayLike<number>,
  options: { readonly level?: number } = {},
): IntervalCoverage | Degenerate {
  const level = options.level ?? 0.95;
  requireOpenShare("level", level);
  const fault = seriesFault(actual, lower) ?? seriesFault(actual, upper);
  if (fault) return fault;
  const n = actual.length;
  let below = 0;
  let above = 0;
  let width = 0;
  let missed = 0;
  for (let t = 0; t < n; t++) {
    if (lower[t]! > upper[t]!) throw new StatsInputError("lower", `is above upper in period ${t}`);
    width += upper[t]! - lower[t]!;
    if (actual[t]! < lower[t]!) {
      below++;
      missed += lower[t]! - actual[t]!;
    } else if (actual[t]! > upper[t]!) {
      above++;
      missed += actual[t]! - upper[t]!;
    }
  }
  return {
    coverage: (n - below - above) / n,
    below: below / n,
    above: above / n,
    meanWidth: width / n,
    intervalScore: (width + (2 / (1 - level)) * missed) / n,
  };
}
