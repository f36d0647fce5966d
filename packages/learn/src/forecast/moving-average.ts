import { type Forecaster, ForecastInputError, requireHistory, requireHorizon } from "./forecaster.ts";

/**
 * The mean of the last `window` values, flat into the future. Without a window it is a season of them,
 * or 4 where there is no season; a shorter history gives the mean of what is there.
 */
export function movingAverage(window?: number): Forecaster {
  if (window !== undefined && (!Number.isSafeInteger(window) || window < 1))
    throw new ForecastInputError("window", `must be a whole number of at least 1, got ${window}`);
  const forecaster: Forecaster = {
    name: window === undefined ? "moving-average" : `moving-average-${window}`,
    minimumLength: () => 1,
    fit(history, period) {
      requireHistory(forecaster, history, period);
      const n = history.length;
      const width = window ?? (period > 1 ? period : 4);
      const fitted = new Float64Array(n).fill(Number.NaN);
      let sum = 0;
      for (let t = 0; t < n; t++) {
        if (t > 0) fitted[t] = sum / Math.min(t, width);
        sum += history[t]!;
        if (t >= width) sum -= history[t - width]!;
      }
      const level = sum / Math.min(n, width);
      return {
        fitted,
        parameters: { window: width },
        forecast(horizon) {
          requireHorizon(horizon);
          return new Float64Array(horizon).fill(level);
        },
      };
    },
  };
  return forecaster;
}

/** The mean of the whole history, flat into the future. */
export const historyMean: Forecaster = {
  name: "mean",
  minimumLength: () => 1,
  fit(history, period) {
    requireHistory(historyMean, history, period);
    const fitted = new Float64Array(history.length).fill(Number.NaN);
    let sum = 0;
    for (let t = 0; t < history.length; t++) {
      if (t > 0) fitted[t] = sum / t;
      sum += history[t]!;
    }
    const level = sum / history.length;
    return {
      fitted,
      parameters: { level },
      forecast(horizon) {
        requireHorizon(horizon);
        return new Float64Array(horizon).fill(level);
      },
    };
  },
};
