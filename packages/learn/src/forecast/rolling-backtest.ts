import { type Forecaster, ForecastInputError, requireHorizon } from "./forecaster.ts";

/** How a history is replayed: forecasts of `horizon` periods from up to `rounds` origins, the last one at its end. */
export interface BacktestOptions {
  readonly horizon: number;
  /** Most origins to try, counted back from the end. */
  readonly rounds: number;
  /** Periods between two origins; the horizon by default, so that test parts do not overlap. */
  readonly step?: number;
  /** Fewest values before the first origin; by default two periods or 4 values, and what the forecaster needs. */
  readonly minimumHistory?: number;
}

/** One replayed origin: what was forecast knowing `history.slice(0, origin)` only, and what came. */
export interface BacktestRound {
  readonly origin: number;
  readonly forecast: Float64Array;
  readonly actual: Float64Array;
}

/** The origins of a back-test, oldest first; empty where the history is too short for even one. */
export function backtestOrigins(length: number, minimumHistory: number, options: BacktestOptions): number[] {
  requireHorizon(options.horizon);
  const step = options.step ?? options.horizon;
  if (!Number.isSafeInteger(step) || step < 1) throw new ForecastInputError("step", `must be at least 1, got ${step}`);
  const origins: number[] = [];
  for (let round = 0; round < options.rounds; round++) {
    const origin = length - options.horizon - round * step;
    if (origin < minimumHistory || origin < 1) break;
    origins.unshift(origin);
  }
  return origins;
}

/** Replays a history with a forecaster, fitted again at each origin. Rounds are oldest first. */
export function rollingBacktest(
  forecaster: Forecaster,
  history: Float64Array,
  period: number,
  options: BacktestOptions,
): BacktestRound[] {
  const minimum = Math.max(forecaster.minimumLength(period), options.minimumHistory ?? Math.max(4, 2 * period));
  return backtestOrigins(history.length, minimum, options).map((origin) => ({
    origin,
    forecast: forecaster.fit(history.slice(0, origin), period).forecast(options.horizon),
    actual: history.slice(origin, origin + options.horizon),
  }));
}
