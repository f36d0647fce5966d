import type { Degenerate } from "../degenerate.ts";
import { seriesFault } from "./paired-series.ts";

/**
 * Mean absolute error, in the units of the series. Degenerate: `empty`, `not-finite`.
 *
 * @equation MAE = (1/n) Σ |y_t − f_t|
 * @source Hyndman & Koehler (2006), International Journal of Forecasting 22:679, section 2.1
 * @throws StatsInputError when the lengths differ
 */
export function meanAbsoluteError(actual: ArrayLike<number>, forecast: ArrayLike<number>): number | Degenerate {
  const fault = seriesFault(actual, forecast);
  if (fault) return fault;
  let sum = 0;
  for (let t = 0; t < actual.length; t++) sum += Math.abs(actual[t]! - forecast[t]!);
  return sum / actual.length;
}

/**
 * Root mean squared error, in the units of the series. Degenerate: `empty`, `not-finite`.
 *
 * @equation RMSE = √((1/n) Σ (y_t − f_t)²)
 * @source Hyndman & Koehler (2006), International Journal of Forecasting 22:679, section 2.1
 * @throws StatsInputError when the lengths differ
 */
export function rootMeanSquaredError(actual: ArrayLike<number>, forecast: ArrayLike<number>): number | Degenerate {
  const fault = seriesFault(actual, forecast);
  if (fault) return fault;
  let sum = 0;
  for (let t = 0; t < actual.length; t++) sum += (actual[t]! - forecast[t]!) ** 2;
  return Math.sqrt(sum / actual.length);
}

/**
 * Mean error: above zero when the forecasts run high, in the units of the series. Degenerate: `empty`, `not-finite`.
 *
 * @equation bias = (1/n) Σ (f_t − y_t)
 * @source definition
 * @throws StatsInputError when the lengths differ
 */
export function meanError(actual: ArrayLike<number>, forecast: ArrayLike<number>): number | Degenerate {
  const fault = seriesFault(actual, forecast);
  if (fault) return fault;
  let sum = 0;
  for (let t = 0; t < actual.length; t++) sum += forecast[t]! - actual[t]!;
  return sum / actual.length;
}
