/** How the seasons act on the level: not at all, added to it, or multiplied with it. */
export type SeasonKind = "none" | "additive" | "multiplicative";

/** The state of an exponential smoothing at the end of a history. `season[k]` belongs to period index t with t mod m = k. */
export interface SmoothingState {
  level: number;
  trend: number;
  readonly season: Float64Array;
}

/** Smoothing weights: 0 < alpha < 1 for the level, beta for the trend, gamma for the season, phi for the trend's damping. */
export interface SmoothingWeights {
  readonly alpha: number;
  /** Share of the level's correction that goes into the trend (beta* of Hyndman et al. 2008). */
  readonly beta: number;
  readonly gamma: number;
  readonly phi: number;
}

/**
 * Runs the error-correction form of exponential smoothing over `values`, changing `state` in place; writes one-step
 * forecasts to `fitted` when given. Returns the sum of squared one-step errors, Infinity where a multiplicative
 * season meets a level or an index that is not positive.
 *
 * @source Hyndman, Koehler, Ord, Snyder (2008), Forecasting with Exponential Smoothing, table 2.2 (additive errors)
 */
export function smooth(
  values: Float64Array,
  kind: SeasonKind,
  weights: SmoothingWeights,
  state: SmoothingState,
  fitted?: Float64Array,
): number {
  const { alpha, gamma, phi } = weights;
  const trendWeight = alpha * weights.beta;
  const { season } = state;
  const period = season.length;
  let { level, trend } = state;
  let sse = 0;
  let k = 0;
  for (let t = 0; t < values.length; t++) {
    const base = level + phi * trend;
    let correction: number;
    if (kind === "none") {
      correction = values[t]! - base;
      if (fitted) fitted[t] = base;
      sse += correction * correction;
    } else {
      const index = season[k]!;
      if (kind === "additive") {
        const error = values[t]! - base - index;
        if (fitted) fitted[t] = base + index;
        sse += error * error;
        correction = error;
        season[k] = index + gamma * error;
      } else {
        if (!(base > 0 && index > 0)) return Number.POSITIVE_INFINITY;
        const error = values[t]! - base * index;
        if (fitted) fitted[t] = base * index;
        sse += error * error;
        correction = error / index;
        season[k] = index + (gamma * error) / base;
      }
      k = k + 1 === period ? 0 : k + 1;
    }
    level = base + alpha * correction;
    trend = phi * trend + trendWeight * correction;
  }
  state.level = level;
  state.trend = trend;
  return sse;
}

/** Point forecasts from a state reached after `length` values: level + damped trend, then the season. */
export function extrapolate(
  state: SmoothingState,
  kind: SeasonKind,
  phi: number,
  length: number,
  horizon: number,
): Float64Array {
  const period = Math.max(1, state.season.length);
  const out = new Float64Array(horizon);
  let damping = 0;
  let power = 1;
  for (let h = 0; h < horizon; h++) {
    power *= phi;
    damping += power;
    const base = state.level + damping * state.trend;
    const index = state.season[(length + h) % period]!;
    out[h] = kind === "none" ? base : kind === "additive" ? base + index : base * index;
  }
  return out;
}
