import { conformalInterval } from "./conformal-interval.ts";
import type { ForecastModel, SeriesForecast } from "./forecast-model.ts";
import type { ForecastSkill } from "./forecast-skill.ts";
import { ForecastInputError } from "./forecaster.ts";
import { forecasterByName } from "./forecaster-catalogue.ts";

/** A forecast of one series in its own units, with an interval for each of the model's levels. */
export interface SeriesPrediction {
  readonly forecast: Float64Array;
  readonly intervals: readonly { level: number; lower: Float64Array; upper: Float64Array }[];
  readonly skill: ForecastSkill;
}

/** `predictSeries` for the series of that id. Throws ForecastInputError for an id that the model does not know. */
export function predictForecast(model: ForecastModel, id: string, horizon = model.horizon): SeriesPrediction {
  const one = model.series.find((series) => series.id === id);
  if (!one) throw new ForecastInputError("id", `the model does not know the series "${id}"`);
  return predictSeries(model, one, horizon);
}

/**
 * Forecasts the next `horizon` periods (at most the model's) of one of the model's series, by fitting its chosen
 * forecaster to its history: about a millisecond. Not below zero where the history never was.
 */
export function predictSeries(model: ForecastModel, one: SeriesForecast, horizon = model.horizon): SeriesPrediction {
  const forecaster = forecasterByName(one.forecaster);
  if (!forecaster) throw new ForecastInputError("model", `there is no forecaster named "${one.forecaster}"`);
  if (horizon > model.horizon)
    throw new ForecastInputError("horizon", `the model reaches ${model.horizon} periods, not ${horizon}`);
  const floor = one.history.some((value) => value < 0) ? Number.NEGATIVE_INFINITY : 0;
  const forecast = forecaster
    .fit(one.history, model.period)
    .forecast(horizon)
    .map((value) => Math.max(floor, value));
  const intervals = model.levels.map((level, k) => {
    const from = k * model.horizon;
    const band = {
      level,
      lower: one.lower.subarray(from, from + model.horizon),
      upper: one.upper.subarray(from, from + model.horizon),
      calibrationCount: 0,
      guaranteed: true,
    };
    return { level, ...conformalInterval(forecast, one.scale, band, floor) };
  });
  return { forecast, intervals, skill: one.skill };
}
