import {
  type FittedForecaster,
  type Forecaster,
  ForecastInputError,
  requireHistory,
  requireHorizon,
} from "./forecaster.ts";

/** One smoothing weight for Croston's sizes and intervals, or one each for the sizes and the chance of demand (TSB). */
export interface IntermittentWeights {
  readonly size: number;
  readonly occurrence: number;
}

/**
 * Croston's method for demand with many zeros: sizes of demands and intervals between them are smoothed apart, only
 * where there was demand; the forecast is size / interval. It is biased upwards; see `syntetosBoylan`.
 *
 * @source Croston (1972), Operational Research Quarterly 23, 289–303
 */
export function croston(alpha = 0.1): Forecaster {
  return crostonForecaster("croston", alpha, 1);
}

/**
 * Croston's method times 1 − alpha / 2, which takes out most of its bias (SBA).
 *
 * @source Syntetos & Boylan (2005), Int. J. Forecasting 21, 303–314
 */
export function syntetosBoylan(alpha = 0.1): Forecaster {
  return crostonForecaster("sba", alpha, 1 - alpha / 2);
}

/**
 * Smooths the size of demands and the chance of one, the chance in every period, so that the forecast of an item
 * nobody buys any more sinks towards zero (TSB).
 *
 * @source Teunter, Syntetos, Babai (2011), European J. Operational Research 214, 606–615
 */
export function teunterSyntetosBabai(weights: IntermittentWeights = { size: 0.1, occurrence: 0.1 }): Forecaster {
  requireShare("size", weights.size);
  requireShare("occurrence", weights.occurrence);
  const forecaster: Forecaster = {
    name: "tsb",
    minimumLength: () => 1,
    fit(history, period) {
      requireHistory(forecaster, history, period);
      const start = firstDemands(history);
      let { size } = start;
      let chance = start.interval > 0 ? 1 / start.interval : 0;
      const fitted = new Float64Array(history.length);
      for (let t = 0; t < history.length; t++) {
        fitted[t] = chance * size;
        const demand = history[t]!;
        if (demand > 0) size += weights.size * (demand - size);
        chance += weights.occurrence * ((demand > 0 ? 1 : 0) - chance);
      }
      return flat(fitted, chance * size, { ...weights, level: size, chance });
    },
  };
  return forecaster;
}

/** The pair that sorts demand patterns: mean interval between demands and squared coefficient of variation of sizes. */
export interface DemandPattern {
  readonly meanInterval: number;
  readonly squaredVariation: number;
  readonly pattern: "smooth" | "erratic" | "intermittent" | "lumpy" | "none";
}

/**
 * Sorts a demand history by the scheme of Syntetos, Boylan & Croston (2005): interval above 1.32 is intermittent,
 * squared variation of sizes above 0.49 erratic, both lumpy; "none" where nothing was ever demanded.
 */
export function demandPattern(history: Float64Array): DemandPattern {
  let count = 0;
  let sum = 0;
  let squares = 0;
  for (const value of history) {
    if (!(value > 0)) continue;
    count++;
    sum += value;
    squares += value * value;
  }
  if (count === 0) return { meanInterval: Number.POSITIVE_INFINITY, squaredVariation: 0, pattern: "none" };
  const mean = sum / count;
  const squaredVariation = Math.max(0, squares / count - mean * mean) / (mean * mean);
  const meanInterval = history.length / count;
  const rare = meanInterval > 1.32;
  const uneven = squaredVariation > 0.49;
  const pattern = rare ? (uneven ? "lumpy" : "intermittent") : uneven ? "erratic" : "smooth";
  return { meanInterval, squaredVariation, pattern };
}

function crostonForecaster(name: string, alpha: number, factor: number): Forecaster {
  requireShare("alpha", alpha);
  const forecaster: Forecaster = {
    name,
    minimumLength: () => 1,
    fit(history, period) {
      requireHistory(forecaster, history, period);
      let { size, interval } = firstDemands(history);
      let since = 1;
      const fitted = new Float64Array(history.length);
      for (let t = 0; t < history.length; t++) {
        fitted[t] = interval > 0 ? (factor * size) / interval : 0;
        const demand = history[t]!;
        if (demand > 0) {
          size += alpha * (demand - size);
          interval += alpha * (since - interval);
          since = 1;
        } else since++;
      }
      return flat(fitted, interval > 0 ? (factor * size) / interval : 0, { alpha, level: size, interval });
    },
  };
  return forecaster;
}

/** Where to start: the mean size and interval of the first three demands (fewer where there are fewer); zeros without any. */
function firstDemands(history: Float64Array): { size: number; interval: number } {
  let sum = 0;
  let count = 0;
  let last = 0;
  for (let t = 0; t < history.length && count < 3; t++) {
    if (!(history[t]! > 0)) continue;
    sum += history[t]!;
    count++;
    last = t + 1;
  }
  return count === 0 ? { size: 0, interval: 0 } : { size: sum / count, interval: last / count };
}

function flat(fitted: Float64Array, level: number, parameters: Record<string, number>): FittedForecaster {
  return {
    fitted,
    parameters,
    forecast(horizon) {
      requireHorizon(horizon);
      return new Float64Array(horizon).fill(level);
    },
  };
}

function requireShare(argument: string, value: number): void {
  if (!(value > 0 && value <= 1)) throw new ForecastInputError(argument, `must lie in (0, 1], got ${value}`);
}
