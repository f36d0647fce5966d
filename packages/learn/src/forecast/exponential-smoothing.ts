import { type FittedForecaster, type Forecaster, requireHistory, requireHorizon } from "./forecaster.ts";
import { minimise } from "./nelder-mead.ts";
import { seasonalIndices } from "./seasonal-decomposition.ts";
import {
  extrapolate,
  type SeasonKind,
  type SmoothingState,
  type SmoothingWeights,
  smooth,
} from "./smoothing-kernel.ts";

/** Which components an exponential smoothing has. */
export interface SmoothingShape {
  readonly trend: "none" | "linear" | "damped";
  readonly season: SeasonKind;
}

/** Simple exponential smoothing: a level, flat into the future. Weight and first level minimise the squared one-step error. */
export const simpleExponentialSmoothing = smoothingForecaster("ses", { trend: "none", season: "none" });

/** Holt's linear trend. */
export const holt = smoothingForecaster("holt", { trend: "linear", season: "none" });

/** Holt's trend, damped by phi in [0.8, 0.98] (Gardner & McKenzie 1985). */
export const dampedTrend = smoothingForecaster("damped", { trend: "damped", season: "none" });

/** Holt–Winters with seasons added to the level. Falls back on Holt below two full periods or without a period. */
export const holtWintersAdditive = smoothingForecaster("holt-winters-additive", {
  trend: "linear",
  season: "additive",
});

/**
 * Holt–Winters with seasons multiplied with the level; seasons are added instead where a value is not above zero.
 * Falls back on Holt below two full periods or without a period.
 */
export const holtWintersMultiplicative = smoothingForecaster("holt-winters-multiplicative", {
  trend: "linear",
  season: "multiplicative",
});

/** Holt–Winters, multiplicative seasons and a damped trend: the hardiest of the family on retail months. */
export const holtWintersDamped = smoothingForecaster("holt-winters-damped", {
  trend: "damped",
  season: "multiplicative",
});

/** Simple exponential smoothing with a given weight and the first value as first level, as in textbooks and baselines. */
export function fixedExponentialSmoothing(alpha: number): Forecaster {
  const forecaster: Forecaster = {
    name: `ses-${alpha}`,
    minimumLength: () => 1,
    fit(history, period) {
      requireHistory(forecaster, history, period);
      const state: SmoothingState = { level: history[0]!, trend: 0, season: new Float64Array(0) };
      return fittedSmoothing(history, "none", { alpha, beta: 0, gamma: 0, phi: 1 }, state);
    },
  };
  return forecaster;
}

/** A member of the exponential smoothing family with all weights and first states estimated by least squares. */
export function smoothingForecaster(name: string, shape: SmoothingShape): Forecaster {
  const forecaster: Forecaster = {
    name,
    minimumLength: () => (shape.trend === "none" ? 2 : 4),
    fit(history, period) {
      requireHistory(forecaster, history, period);
      return fitSmoothing(history, period, shape);
    },
  };
  return forecaster;
}

function fitSmoothing(history: Float64Array, period: number, shape: SmoothingShape): FittedForecaster {
  const kind = usableSeason(history, period, shape.season);
  let scale = 0;
  for (const value of history) scale += Math.abs(value) / history.length;
  if (!(scale > 0)) scale = 1;
  const values = history.map((value) => value / scale);
  const firstSeason = kind === "none" ? new Float64Array(0) : seasonalIndices(values, period, kind).index;
  const season = new Float64Array(firstSeason.length);
  const start = startingLine(values, period, kind, firstSeason, shape.trend !== "none");

  const trended = shape.trend !== "none";
  const damped = shape.trend === "damped";
  const at = { beta: trended ? 2 : -1, slope: trended ? 3 : -1, phi: damped ? 4 : -1, gamma: kind === "none" ? -1 : 2 };
  if (at.gamma >= 0) at.gamma = damped ? 5 : trended ? 4 : 2;
  const state: SmoothingState = { level: 0, trend: 0, season };
  const read = (point: Float64Array): SmoothingWeights => {
    const alpha = point[0]!;
    state.level = point[1]!;
    state.trend = trended ? point[at.slope]! : 0;
    season.set(firstSeason);
    return {
      alpha,
      beta: trended ? point[at.beta]! : 0,
      phi: damped ? point[at.phi]! : 1,
      gamma: at.gamma >= 0 ? point[at.gamma]! * (1 - alpha) : 0,
    };
  };
  const spread = start.spread;
  const dimensions = [
    { start: 0.3, step: 0.3, lower: 1e-4, upper: 0.9999 },
    { start: start.level, step: 0.5 * spread, lower: start.level - 5 * spread, upper: start.level + 5 * spread },
  ];
  if (trended) {
    dimensions.push({ start: 0.1, step: 0.2, lower: 1e-4, upper: 0.9999 });
    dimensions.push({
      start: start.slope,
      step: 0.2 * spread,
      lower: start.slope - spread,
      upper: start.slope + spread,
    });
  }
  if (damped) dimensions.push({ start: 0.95, step: -0.05, lower: 0.8, upper: 0.98 });
  if (at.gamma >= 0) dimensions.push({ start: 0.05, step: 0.1, lower: 1e-4, upper: 0.9999 });

  const { point } = minimise({
    objective: (candidate) => smooth(values, kind, read(candidate), state),
    start: dimensions.map((d) => d.start),
    step: dimensions.map((d) => d.step),
    lower: dimensions.map((d) => d.lower),
    upper: dimensions.map((d) => d.upper),
    maxEvaluations: 120 * dimensions.length,
    tolerance: 1e-7,
  });
  const weights = read(point);
  state.level *= scale;
  state.trend *= scale;
  if (kind === "additive") for (let k = 0; k < season.length; k++) season[k]! *= scale;
  return fittedSmoothing(history, kind, weights, state);
}

function fittedSmoothing(
  history: Float64Array,
  kind: SeasonKind,
  weights: SmoothingWeights,
  state: SmoothingState,
): FittedForecaster {
  const fitted = new Float64Array(history.length);
  smooth(history, kind, weights, state, fitted);
  return {
    fitted,
    parameters: { ...weights, level: state.level, trend: state.trend },
    forecast(horizon) {
      requireHorizon(horizon);
      return extrapolate(state, kind, weights.phi, history.length, horizon);
    },
  };
}

function usableSeason(history: Float64Array, period: number, seasonKind: SeasonKind): SeasonKind {
  if (seasonKind === "none" || period < 2 || history.length < 2 * period + 2) return "none";
  return seasonKind === "multiplicative" && history.some((value) => !(value > 0)) ? "additive" : seasonKind;
}

/** Level and slope of a line through the first seasonally adjusted values, and the size of their steps. */
function startingLine(
  values: Float64Array,
  period: number,
  kind: SeasonKind,
  season: Float64Array,
  trended: boolean,
): { level: number; slope: number; spread: number } {
  const n = Math.min(values.length, Math.max(10, 2 * period));
  const adjusted = new Float64Array(n);
  for (let t = 0; t < n; t++) {
    const index = season[t % period];
    adjusted[t] =
      kind === "none" || index === undefined
        ? values[t]!
        : kind === "additive"
          ? values[t]! - index
          : values[t]! / index;
  }
  let meanX = 0;
  let meanY = 0;
  for (let t = 0; t < n; t++) {
    meanX += (t + 1) / n;
    meanY += adjusted[t]! / n;
  }
  let sxy = 0;
  let sxx = 0;
  let steps = 0;
  for (let t = 0; t < n; t++) {
    sxy += (t + 1 - meanX) * (adjusted[t]! - meanY);
    sxx += (t + 1 - meanX) ** 2;
    if (t > 0) steps += Math.abs(adjusted[t]! - adjusted[t - 1]!) / (n - 1);
  }
  const slope = trended && sxx > 0 ? sxy / sxx : 0;
  return { level: meanY - slope * meanX, slope, spread: Math.max(steps, 1e-3 * Math.abs(meanY), 1e-9) };
}
