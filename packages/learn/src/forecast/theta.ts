import { type FittedForecaster, type Forecaster, requireHistory, requireHorizon } from "./forecaster.ts";
import { minimise } from "./nelder-mead.ts";

/**
 * The Theta method: a line through the history (theta 0) and simple exponential smoothing of the doubled curvature
 * (theta 2), averaged. For seasonal data wrap it in `seasonallyAdjusted`, as in the M3 competition.
 *
 * @source Assimakopoulos & Nikolopoulos (2000), Int. J. Forecasting 16, 521–530; in the form of Hyndman & Billah (2003)
 */
export const theta: Forecaster = {
  name: "theta",
  minimumLength: () => 4,
  fit(history, period) {
    requireHistory(theta, history, period);
    const line = trendLine(history);
    return fitTheta(history, { theta: 2, line });
  },
};

/**
 * The dynamic optimised Theta model: theta is estimated with the smoothing weight, and the line follows the history
 * as it unfolds, so that a trend that has turned is forgotten.
 *
 * @source Fiorucci, Pellegrini, Louzada, Petropoulos, Koehler (2016), Int. J. Forecasting 32, 1151–1161
 */
export const dynamicTheta: Forecaster = {
  name: "dynamic-theta",
  minimumLength: () => 4,
  fit(history, period) {
    requireHistory(dynamicTheta, history, period);
    return fitTheta(history, {});
  },
};

interface Line {
  readonly intercept: number;
  readonly slope: number;
}

interface ThetaChoice {
  readonly theta?: number;
  /** The fixed trend line; absent for the dynamic one. */
  readonly line?: Line;
}

function fitTheta(history: Float64Array, choice: ThetaChoice): FittedForecaster {
  let scale = 0;
  for (const value of history) scale += Math.abs(value) / history.length;
  if (!(scale > 0)) scale = 1;
  const values = history.map((value) => value / scale);
  const line = choice.line && { intercept: choice.line.intercept / scale, slope: choice.line.slope / scale };
  const free = choice.theta === undefined;
  const { point } = minimise({
    objective: (p) => runTheta(values, p[0]!, p[1]!, choice.theta ?? p[2]!, line, 0).sse,
    start: free ? [0.5, values[0]!, 2] : [0.5, values[0]!],
    step: free ? [-0.2, 0.1, 1] : [-0.2, 0.1],
    lower: free ? [0.1, -10, 1] : [0.01, -10],
    upper: free ? [0.99, 10, 20] : [0.999, 10],
    maxEvaluations: 360,
    tolerance: 1e-7,
  });
  const alpha = point[0]!;
  const firstLevel = point[1]!;
  const weight = choice.theta ?? point[2]!;
  const fitted = new Float64Array(history.length);
  runTheta(values, alpha, firstLevel, weight, line, 0, fitted);
  return {
    fitted: fitted.map((value) => value * scale),
    parameters: { alpha, theta: weight, firstLevel: firstLevel * scale },
    forecast(horizon) {
      requireHorizon(horizon);
      return runTheta(values, alpha, firstLevel, weight, line, horizon).path.map((value) => value * scale);
    },
  };
}

/** One pass of the state space form; past the end its own forecasts stand in for the values (Fiorucci et al., eq. 7–12). */
function runTheta(
  values: Float64Array,
  alpha: number,
  firstLevel: number,
  weight: number,
  line: Line | undefined,
  horizon: number,
  fitted?: Float64Array,
): { sse: number; path: Float64Array } {
  const n = values.length;
  const path = new Float64Array(horizon);
  const share = 1 - 1 / weight;
  let level = firstLevel;
  let mean = 0;
  let slope = line?.slope ?? 0;
  let intercept = line?.intercept ?? 0;
  let decay = 1;
  let sse = 0;
  for (let t = 0; t < n + horizon; t++) {
    const base =
      t === 0 && !line ? level : level + share * (decay * intercept + ((1 - decay * (1 - alpha)) / alpha) * slope);
    let value: number;
    if (t < n) {
      value = values[t]!;
      if (fitted) fitted[t] = base;
      // The dynamic line needs two values before its error says anything.
      if (line || t >= 2) sse += (value - base) ** 2;
    } else {
      value = base;
      path[t - n] = base;
    }
    level = alpha * value + (1 - alpha) * level;
    decay *= 1 - alpha;
    if (!line) {
      const i = t + 1;
      const before = mean;
      mean = ((i - 1) * mean + value) / i;
      slope = i < 2 ? 0 : ((i - 2) * slope + (6 * (value - before)) / i) / (i + 1);
      intercept = mean - (slope * (i + 1)) / 2;
    }
  }
  return { sse, path };
}

function trendLine(values: Float64Array): Line {
  const n = values.length;
  const meanX = (n + 1) / 2;
  let meanY = 0;
  for (const value of values) meanY += value / n;
  let sxy = 0;
  for (let t = 0; t < n; t++) sxy += (t + 1 - meanX) * (values[t]! - meanY);
  const slope = (12 * sxy) / (n * (n * n - 1));
  return { intercept: meanY - slope * meanX, slope };
}
