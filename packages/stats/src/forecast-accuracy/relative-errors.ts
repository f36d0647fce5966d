import { type Degenerate, degenerate } from "../degenerate.ts";
import { seriesFault } from "./paired-series.ts";
import { ratioToBaseline } from "./ratio-to-baseline.ts";

/**
 * Mean absolute percentage error as a share (0.1 is 10 %). Degenerate: `zero-baseline` when an actual is 0 (use WAPE),
 * `empty`, `not-finite`.
 *
 * @equation MAPE = (1/n) Σ |y_t − f_t| / |y_t|
 * @source Hyndman & Koehler (2006), International Journal of Forecasting 22:679, section 2.2
 * @throws StatsInputError when the lengths differ
 */
export function meanAbsolutePercentageError(
  actual: ArrayLike<number>,
  forecast: ArrayLike<number>,
): number | Degenerate {
  const fault = seriesFault(actual, forecast);
  if (fault) return fault;
  let sum = 0;
  for (let t = 0; t < actual.length; t++) {
    if (actual[t] === 0) return degenerate("zero-baseline", `the actual of period ${t} is 0; WAPE has no such limit`);
    sum += Math.abs((actual[t]! - forecast[t]!) / actual[t]!);
  }
  if (!Number.isFinite(sum)) return degenerate("zero-baseline", "an actual is next to 0; WAPE has no such limit");
  return sum / actual.length;
}

/**
 * Symmetric MAPE as in the M4 competition, between 0 and 2. A period where both are 0 is forecast exactly and adds 0.
 * Degenerate: `empty`, `not-finite`.
 *
 * @equation sMAPE = (1/n) Σ 2 |y_t − f_t| / (|y_t| + |f_t|)
 * @source Makridakis, Spiliotis & Assimakopoulos (2020), International Journal of Forecasting 36:54, eq. 1
 * @throws StatsInputError when the lengths differ
 */
export function symmetricMape(actual: ArrayLike<number>, forecast: ArrayLike<number>): number | Degenerate {
  const fault = seriesFault(actual, forecast);
  if (fault) return fault;
  let sum = 0;
  for (let t = 0; t < actual.length; t++) {
    const size = Math.abs(actual[t]!) + Math.abs(forecast[t]!);
    if (size > 0) sum += (2 * Math.abs(actual[t]! - forecast[t]!)) / size;
  }
  return sum / actual.length;
}

/**
 * Weighted absolute percentage error as a share: total error over total actual, so that zeros do no harm. Degenerate:
 * `zero-baseline` when every actual is 0, `empty`, `not-finite`.
 *
 * @equation WAPE = Σ |y_t − f_t| / Σ |y_t|
 * @source Kolassa & Schütz (2007), Foresight 6:40 (MAD / mean ratio)
 * @throws StatsInputError when the lengths differ
 */
export function weightedAbsolutePercentageError(
  actual: ArrayLike<number>,
  forecast: ArrayLike<number>,
): number | Degenerate {
  const fault = seriesFault(actual, forecast);
  if (fault) return fault;
  let error = 0;
  let total = 0;
  for (let t = 0; t < actual.length; t++) {
    error += Math.abs(actual[t]! - forecast[t]!);
    total += Math.abs(actual[t]!);
  }
  return ratioToBaseline(error, total, `the sum of all ${actual.length} actuals`);
}
