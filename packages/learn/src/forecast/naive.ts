import { type FittedForecaster, type Forecaster, requireHistory, requireHorizon } from "./forecaster.ts";

/** Every future period equals the last one seen. */
export const naive: Forecaster = {
  name: "naive",
  minimumLength: () => 1,
  fit(history, period) {
    requireHistory(naive, history, period);
    return repeatLastSeason(history, 1);
  },
};

/** Every future period equals the same period of the last season seen; naive where the period is 1. */
export const seasonalNaive: Forecaster = {
  name: "seasonal-naive",
  minimumLength: (period) => period,
  fit(history, period) {
    requireHistory(seasonalNaive, history, period);
    return repeatLastSeason(history, period);
  },
};

/** The straight line from the first value through the last one, continued. */
export const drift: Forecaster = {
  name: "drift",
  minimumLength: () => 2,
  fit(history, period) {
    requireHistory(drift, history, period);
    const n = history.length;
    const last = history[n - 1]!;
    const slope = (last - history[0]!) / (n - 1);
    const fitted = new Float64Array(n).fill(Number.NaN);
    for (let t = 2; t < n; t++) fitted[t] = history[t - 1]! + (history[t - 1]! - history[0]!) / (t - 1);
    return {
      fitted,
      parameters: { slope },
      forecast(horizon) {
        requireHorizon(horizon);
        return Float64Array.from({ length: horizon }, (_, k) => last + slope * (k + 1));
      },
    };
  },
};

function repeatLastSeason(history: Float64Array, period: number): FittedForecaster {
  const n = history.length;
  const season = history.slice(n - period);
  const fitted = new Float64Array(n).fill(Number.NaN);
  for (let t = period; t < n; t++) fitted[t] = history[t - period]!;
  return {
    fitted,
    parameters: {},
    forecast(horizon) {
      requireHorizon(horizon);
      return Float64Array.from({ length: horizon }, (_, k) => season[k % period]!);
    },
  };
}
