import { type FittedForecaster, type Forecaster, requireHistory } from "./forecaster.ts";

/** How members' forecasts become one, period by period. */
export type CombineRule = "mean" | "median";

/**
 * The mean or the median of several forecasters, which is rarely worse than the best of them and often better
 * (Makridakis & Hibon 2000, conclusion iii). Members whose minimum length is not met are left out; the combination's
 * own minimum is that of its least demanding member.
 */
export function combination(name: string, members: readonly Forecaster[], rule: CombineRule): Forecaster {
  const forecaster: Forecaster = {
    name,
    minimumLength: (period) => Math.min(...members.map((member) => member.minimumLength(period))),
    fit(history, period) {
      requireHistory(forecaster, history, period);
      const models = members
        .filter((member) => member.minimumLength(period) <= history.length)
        .map((member) => member.fit(history, period));
      const combine = (paths: readonly Float64Array[]): Float64Array => combinePaths(paths, rule);
      return {
        fitted: combine(models.map((model: FittedForecaster) => model.fitted)),
        parameters: { members: models.length },
        forecast: (horizon) => combine(models.map((model) => model.forecast(horizon))),
      };
    },
  };
  return forecaster;
}

/** The mean or median across paths of equal length, skipping NaN; NaN where no path has a value. */
export function combinePaths(paths: readonly Float64Array[], rule: CombineRule): Float64Array {
  const out = new Float64Array(paths[0]?.length ?? 0);
  for (let t = 0; t < out.length; t++) {
    const values = paths.map((path) => path[t]!).filter((value) => !Number.isNaN(value));
    if (values.length === 0) out[t] = Number.NaN;
    else if (rule === "mean") out[t] = values.reduce((sum, value) => sum + value, 0) / values.length;
    else {
      values.sort((a, b) => a - b);
      const middle = values.length >> 1;
      out[t] = values.length % 2 === 1 ? values[middle]! : (values[middle - 1]! + values[middle]!) / 2;
    }
  }
  return out;
}
