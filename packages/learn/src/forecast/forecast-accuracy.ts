import { ForecastInputError } from "./forecaster.ts";

/** Accuracy of forecasts against what came. Periods whose actual is NaN (not known) are left out of all of them. */
export interface ForecastAccuracy {
  /** Periods counted. */
  readonly count: number;
  readonly mae: number;
  readonly rmse: number;
  /** Mean of 200 |f − a| / (|f| + |a|), in percent; a period where both are 0 counts as 0. */
  readonly smape: number;
  /** Mean of 100 |f − a| / |a| over periods whose actual is not 0, in percent; NaN where there is none. */
  readonly mape: number;
  /** Σ(f − a) / Σ a: positive means forecasts are too high; NaN where the actuals sum to 0. */
  readonly bias: number;
}

/** Measures forecasts against actuals of the same length. Throws ForecastInputError where lengths differ. */
export function forecastAccuracy(actual: ArrayLike<number>, forecast: ArrayLike<number>): ForecastAccuracy {
  requireSameLength(actual, forecast);
  let count = 0;
  let absolute = 0;
  let squared = 0;
  let symmetric = 0;
  let relative = 0;
  let relativeCount = 0;
  let signed = 0;
  let total = 0;
  for (let t = 0; t < actual.length; t++) {
    const a = actual[t]!;
    if (Number.isNaN(a)) continue;
    const f = forecast[t]!;
    const error = f - a;
    const size = Math.abs(f) + Math.abs(a);
    count++;
    absolute += Math.abs(error);
    squared += error * error;
    if (size > 0) symmetric += (200 * Math.abs(error)) / size;
    if (a !== 0) {
      relative += (100 * Math.abs(error)) / Math.abs(a);
      relativeCount++;
    }
    signed += error;
    total += a;
  }
  return {
    count,
    mae: absolute / count,
    rmse: Math.sqrt(squared / count),
    smape: symmetric / count,
    mape: relativeCount > 0 ? relative / relativeCount : Number.NaN,
    bias: total !== 0 ? signed / total : Number.NaN,
  };
}

/** Mean pinball loss of a quantile forecast at `share` (0–1), in units of the series (Koenker & Bassett 1978). */
export function pinballLoss(actual: ArrayLike<number>, forecast: ArrayLike<number>, share: number): number {
  requireSameLength(actual, forecast);
  let sum = 0;
  let count = 0;
  for (let t = 0; t < actual.length; t++) {
    const error = actual[t]! - forecast[t]!;
    if (Number.isNaN(error)) continue;
    sum += error >= 0 ? share * error : (share - 1) * error;
    count++;
  }
  return sum / count;
}

/**
 * The size of a series' ordinary steps: the mean absolute difference between values one period apart, or one step
 * apart where the history is no longer than a period. It makes errors of different series comparable (the denominator
 * of MASE, Hyndman & Koehler 2006). A constant series gives its mean absolute value, or 1 where that is 0 too.
 */
export function seriesScale(history: Float64Array, period: number): number {
  const lag = history.length > period ? period : 1;
  let sum = 0;
  for (let t = lag; t < history.length; t++) sum += Math.abs(history[t]! - history[t - lag]!);
  if (sum > 0) return sum / (history.length - lag);
  let size = 0;
  for (const value of history) size += Math.abs(value) / history.length;
  return size > 0 ? size : 1;
}

function requireSameLength(actual: ArrayLike<number>, forecast: ArrayLike<number>): void {
  if (actual.length !== forecast.length)
    throw new ForecastInputError("forecast", `lengths differ: ${forecast.length} forecasts, ${actual.length} actuals`);
}
