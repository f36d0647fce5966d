import { ForecastInputError } from "./forecaster.ts";

/** Seasonal indices, `index[t mod period]`: they sum to 0 (additive) or average 1 (multiplicative). */
export interface SeasonalIndices {
  readonly kind: "additive" | "multiplicative";
  readonly index: Float64Array;
}

/**
 * Classical decomposition: indices are means of the ratios (or differences) to a centred moving average over one
 * period, normalised, then shrunk towards "no season" by the share of their spread that is noise. Multiplicative wants
 * every value above zero. Throws ForecastInputError below two full periods.
 *
 * @source Makridakis, Wheelwright, Hyndman (1998), Forecasting, section 3/4; the James–Stein shrinkage of seasonal
 * indices: Miller & Williams (2003), Int. J. Forecasting 19, 669–684
 */
export function seasonalIndices(values: Float64Array, period: number, kind: SeasonalIndices["kind"]): SeasonalIndices {
  if (values.length < 2 * period)
    throw new ForecastInputError("history", `two periods of ${period} are needed, got ${values.length} values`);
  const level = centredMovingAverage(values, period);
  const neutral = kind === "multiplicative" ? 1 : 0;
  const sums = new Float64Array(period);
  const squares = new Float64Array(period);
  const counts = new Float64Array(period);
  const multiplicative = kind === "multiplicative";
  for (let t = 0; t < values.length; t++) {
    const base = level[t]!;
    if (Number.isNaN(base) || (multiplicative && !(base > 0))) continue;
    const ratio = multiplicative ? values[t]! / base : values[t]! - base;
    sums[t % period]! += ratio;
    squares[t % period]! += ratio * ratio;
    counts[t % period]!++;
  }
  const index = sums.map((sum, k) => (counts[k]! > 0 ? sum / counts[k]! : neutral));
  let mean = 0;
  for (const value of index) mean += value / period;
  for (let k = 0; k < period; k++) index[k] = multiplicative ? index[k]! / mean : index[k]! - mean;
  let noise = 0;
  let spread = 0;
  for (let k = 0; k < period; k++) {
    const count = counts[k]!;
    if (count > 1) noise += (squares[k]! - sums[k]! ** 2 / count) / (count - 1) / count / period;
    spread += (index[k]! - neutral) ** 2 / (period - 1);
  }
  const shrinkage = spread > 0 ? Math.min(1, (Math.max(0, period - 3) / (period - 1)) * (noise / spread)) : 1;
  for (let k = 0; k < period; k++) {
    const shrunk = shrinkage * neutral + (1 - shrinkage) * index[k]!;
    index[k] = multiplicative ? Math.max(1e-6, shrunk) : shrunk;
  }
  return { kind, index };
}

/** Takes the season out of `values` (`direction` −1) or puts it on (`+1`); `offset` is the period index of the first value. */
export function applySeason(
  values: Float64Array,
  season: SeasonalIndices,
  direction: 1 | -1,
  offset = 0,
): Float64Array {
  const { index, kind } = season;
  return values.map((value, t) => {
    const k = index[(t + offset) % index.length]!;
    if (kind === "additive") return value + direction * k;
    return direction === 1 ? value * k : value / k;
  });
}

/**
 * True when the autocorrelation at one period stands out (|r| above 1.645 standard errors, Bartlett's formula):
 * the test before seasonal adjustment of the Theta method in the M3 competition. False below three periods.
 *
 * @source Assimakopoulos & Nikolopoulos (2000), Int. J. Forecasting 16, 521–530; Fiorucci et al. (2016)
 */
export function isSeasonal(values: Float64Array, period: number): boolean {
  const n = values.length;
  if (period < 2 || n < 3 * period) return false;
  let mean = 0;
  for (const value of values) mean += value / n;
  const covariance = (lag: number): number => {
    let sum = 0;
    for (let t = lag; t < n; t++) sum += (values[t]! - mean) * (values[t - lag]! - mean);
    return sum;
  };
  const variance = covariance(0);
  if (!(variance > 0)) return false;
  let squares = 0;
  for (let lag = 1; lag < period; lag++) squares += (covariance(lag) / variance) ** 2;
  return Math.abs(covariance(period) / variance) > 1.645 * Math.sqrt((1 + 2 * squares) / n);
}

function centredMovingAverage(values: Float64Array, period: number): Float64Array {
  const n = values.length;
  const out = new Float64Array(n).fill(Number.NaN);
  const half = Math.floor(period / 2);
  for (let t = half; t < n - half; t++) {
    let sum = 0;
    for (let j = t - half; j <= t + half; j++) sum += values[j]!;
    if (period % 2 === 0) sum -= 0.5 * (values[t - half]! + values[t + half]!);
    out[t] = sum / period;
  }
  return out;
}
