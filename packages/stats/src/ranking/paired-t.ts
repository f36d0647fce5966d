import { type Degenerate, degenerate, requireOpenShare, requireSameLength } from "../degenerate.ts";
import { clampP } from "../distributions/normal.ts";
import { studentTQuantile, studentTSf } from "../distributions/student-t.ts";
import { valuesFault } from "../drift/usable-range.ts";
import { largestSize, zeroUpToRounding } from "../zero-up-to-rounding.ts";

export interface PairedTOptions {
  readonly alternative?: "two-sided" | "greater" | "less";
  readonly level?: number;
}

export interface PairedT {
  /** Mean of second − first, in the units of the scores. */
  readonly meanDifference: number;
  readonly standardError: number;
  readonly t: number;
  readonly degreesOfFreedom: number;
  readonly pValue: number;
  /** Two-sided interval of the mean difference. */
  readonly interval: readonly [number, number];
}

/**
 * Student's paired t test of two systems on the same queries. `greater` asks whether the second is better. Degenerate:
 * `too-few` below two queries, `constant` when all differences are equal, `not-finite`.
 *
 * @equation t = d̄ / (s_d / √n), s_d with n − 1, n − 1 degrees of freedom
 * @source Student (1908); for retrieval: Smucker, Allan & Carterette (2007), CIKM, section 3.4
 * @default alternative "two-sided"
 * @default level 0.95
 * @throws StatsInputError when the lengths differ or level is outside (0, 1)
 */
export function pairedT(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  options: PairedTOptions = {},
): PairedT | Degenerate {
  requireSameLength("second", first, second);
  const level = options.level ?? 0.95;
  requireOpenShare("level", level);
  const n = first.length;
  if (n < 2) return degenerate("too-few", `${n} queries; two are needed for a spread`);
  const fault = valuesFault(first) ?? valuesFault(second);
  if (fault) return fault;
  const differences = Float64Array.from(first, (value, i) => second[i]! - value);
  const mean = differences.reduce((sum, d) => sum + d, 0) / n;
  const squares = differences.reduce((sum, d) => sum + (d - mean) ** 2, 0);
  // Equal differences leave a few ulps of the scores behind; a t of 1e15 from rounding would read as certainty.
  const largest = Math.max(largestSize(first), largestSize(second));
  if (zeroUpToRounding(Math.sqrt(squares / n), largest, n))
    return degenerate("constant", `all ${n} differences are equal`);
  const standardError = Math.sqrt(squares / (n - 1) / n);
  const t = mean / standardError;
  const alternative = options.alternative ?? "two-sided";
  const tail = (value: number) => studentTSf(value, n - 1);
  const pValue = alternative === "two-sided" ? 2 * tail(Math.abs(t)) : tail(alternative === "greater" ? t : -t);
  const reach = studentTQuantile((1 + level) / 2, n - 1) * standardError;
  return {
    meanDifference: mean,
    standardError,
    t,
    degreesOfFreedom: n - 1,
    pValue: clampP(pValue),
    interval: [mean - reach, mean + reach],
  };
}
