import { ForecastInputError } from "./forecaster.ts";
import type { BacktestRound } from "./rolling-backtest.ts";

/** Errors (actual − forecast) of one replayed forecast, step by step, and the scale of its series that they are divided by. */
export interface CalibrationSample {
  readonly errors: Float64Array;
  readonly scale: number;
}

/** How far below and above a point forecast the interval reaches at each step, in units of a series' scale. */
export interface ConformalBand {
  /** Share of future values the interval is meant to hold, 0–1. */
  readonly level: number;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** Fewest errors that any step had of its own. */
  readonly calibrationCount: number;
  /**
   * False where a step had too few errors of its own for the promised level: neighbouring steps then helped out, and
   * the bounds are a guess.
   */
  readonly guaranteed: boolean;
}

/** A forecast with its interval, all in units of the series. */
export interface ForecastInterval {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/**
 * Split conformal calibration: the bounds are quantiles of replayed errors with the finite-sample correction
 * (n + 1) · share, so that coverage holds without any assumption on the errors' form as long as the future errs like
 * the past. Samples should not overlap in time. A step with too few errors borrows from its neighbours, without promise;
 * bounds never narrow with the horizon.
 *
 * @source Vovk, Gammerman, Shafer (2005); Lei et al. (2018), J. American Statistical Association 113, theorem 2.2
 */
export function calibrateConformal(
  samples: readonly CalibrationSample[],
  horizon: number,
  level: number,
): ConformalBand {
  if (!(level > 0 && level < 1)) throw new ForecastInputError("level", `must lie between 0 and 1, got ${level}`);
  const tail = (1 - level) / 2;
  const needed = Math.ceil(1 / tail) - 1;
  const byStep = Array.from({ length: horizon }, (_, h) =>
    samples.filter((sample) => h < sample.errors.length).map((sample) => sample.errors[h]! / sample.scale),
  );
  const lower = new Float64Array(horizon);
  const upper = new Float64Array(horizon);
  let fewest = Number.POSITIVE_INFINITY;
  for (let h = 0; h < horizon; h++) {
    const errors = borrow(byStep, h, needed);
    fewest = Math.min(fewest, byStep[h]!.length);
    if (errors.length === 0) continue;
    const rank = Math.min(errors.length, Math.ceil((errors.length + 1) * (1 - tail)));
    lower[h] = Math.min(h > 0 ? lower[h - 1]! : 0, errors[errors.length - rank]!);
    upper[h] = Math.max(h > 0 ? upper[h - 1]! : 0, errors[rank - 1]!);
  }
  const count = Number.isFinite(fewest) ? fewest : 0;
  return { level, lower, upper, calibrationCount: count, guaranteed: count >= needed };
}

/** The calibration samples of back-test rounds of one series. */
export function calibrationSamples(rounds: readonly BacktestRound[], scale: number): CalibrationSample[] {
  return rounds.map(({ actual, forecast }) => ({ errors: actual.map((value, h) => value - forecast[h]!), scale }));
}

/** Lays a band around a point forecast of at most the band's length; `floor` (0 for sales) cuts what cannot be. */
export function conformalInterval(
  forecast: Float64Array,
  scale: number,
  band: ConformalBand,
  floor = Number.NEGATIVE_INFINITY,
): ForecastInterval {
  if (forecast.length > band.lower.length)
    throw new ForecastInputError("forecast", `the band reaches ${band.lower.length} steps, not ${forecast.length}`);
  return {
    lower: forecast.map((value, h) => Math.max(floor, value + scale * band.lower[h]!)),
    upper: forecast.map((value, h) => Math.max(floor, value + scale * band.upper[h]!)),
  };
}

/** Errors of step h, sorted, widened to the steps around it until there are enough or no more. */
function borrow(byStep: readonly number[][], h: number, needed: number): number[] {
  let errors = byStep[h]!.slice();
  for (let reach = 1; errors.length < needed && reach < byStep.length; reach++)
    errors = errors.concat(byStep[h - reach] ?? [], byStep[h + reach] ?? []);
  return errors.sort((a, b) => a - b);
}
