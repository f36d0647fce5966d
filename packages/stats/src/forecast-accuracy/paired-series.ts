import { type Degenerate, degenerate, requireSameLength } from "../degenerate.ts";
import { valuesFault } from "../drift/usable-range.ts";

/**
 * What is wrong with a pair of series, or null: the check that every accuracy measure begins with.
 *
 * @equation none
 * @source definition
 * @throws StatsInputError when the lengths differ
 */
export function seriesFault(actual: ArrayLike<number>, forecast: ArrayLike<number>): Degenerate | null {
  requireSameLength("forecast", actual, forecast);
  if (actual.length === 0) return degenerate("empty", "no period was forecast");
  return valuesFault(actual) ?? valuesFault(forecast);
}
