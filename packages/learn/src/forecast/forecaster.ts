/** A forecaster after it has seen a history. Forecasting never changes it. */
export interface FittedForecaster {
  /** One-step-ahead forecasts made inside the history, NaN where there was too little past. Length of the history. */
  readonly fitted: Float64Array;
  /** What was estimated, by the field's names (alpha, beta, phi …); empty for the naive ones. */
  readonly parameters: Readonly<Record<string, number>>;
  /** Point forecasts for the next `horizon` periods, in the units of the history. */
  forecast(horizon: number): Float64Array;
}

/**
 * A way to forecast one series from its own past. `fit` is deterministic and wants a history without gaps
 * (see `fillGaps`) of at least `minimumLength(period)` values; `period` is the number of periods in a season, 1 for none.
 */
export interface Forecaster {
  readonly name: string;
  minimumLength(period: number): number;
  fit(history: Float64Array, period: number): FittedForecaster;
}

/** Thrown when the caller, not the data, is wrong: a history with gaps or too short, a horizon below 1. */
export class ForecastInputError extends Error {
  override readonly name = "ForecastInputError";
  readonly argument: string;

  constructor(argument: string, message: string) {
    super(`${argument}: ${message}`);
    this.argument = argument;
  }
}

/** Throws ForecastInputError unless `history` is finite, long enough for `forecaster` and `period` a whole number ≥ 1. */
export function requireHistory(forecaster: Forecaster, history: Float64Array, period: number): void {
  if (!Number.isSafeInteger(period) || period < 1)
    throw new ForecastInputError("period", `must be a whole number of at least 1, got ${period}`);
  const minimum = forecaster.minimumLength(period);
  if (history.length < minimum)
    throw new ForecastInputError("history", `${forecaster.name} needs ${minimum} values, got ${history.length}`);
  for (let t = 0; t < history.length; t++)
    if (!Number.isFinite(history[t]!))
      throw new ForecastInputError("history", `value ${t} is not finite; fill the gaps first`);
}

/** Throws ForecastInputError unless `horizon` is a whole number of at least 1. */
export function requireHorizon(horizon: number): void {
  if (!Number.isSafeInteger(horizon) || horizon < 1)
    throw new ForecastInputError("horizon", `must be a whole number of at least 1, got ${horizon}`);
}
