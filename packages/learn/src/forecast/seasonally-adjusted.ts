import { type Forecaster, requireHistory } from "./forecaster.ts";
import { applySeason, isSeasonal, type SeasonalIndices, seasonalIndices } from "./seasonal-decomposition.ts";

/**
 * Wraps a forecaster that knows no seasons: takes the season out where the history shows one (see `isSeasonal`),
 * forecasts the rest, and puts the season back. Multiplicative where all values are above zero, additive otherwise.
 */
export function seasonallyAdjusted(inner: Forecaster): Forecaster {
  const forecaster: Forecaster = {
    name: `${inner.name}-seasonal`,
    minimumLength: (period) => inner.minimumLength(period),
    fit(history, period) {
      requireHistory(forecaster, history, period);
      const season = seasonOf(history, period);
      if (!season) return inner.fit(history, 1);
      const model = inner.fit(applySeason(history, season, -1), 1);
      return {
        fitted: applySeason(model.fitted, season, 1),
        parameters: model.parameters,
        forecast: (horizon) => applySeason(model.forecast(horizon), season, 1, history.length),
      };
    },
  };
  return forecaster;
}

/** The season of a history; undefined where the test sees none. */
function seasonOf(history: Float64Array, period: number): SeasonalIndices | undefined {
  if (!isSeasonal(history, period)) return undefined;
  return seasonalIndices(history, period, history.every((value) => value > 0) ? "multiplicative" : "additive");
}
