import { type Degenerate, degenerate, isDegenerate, requireCount } from "../degenerate.ts";
import { valuesFault } from "../drift/usable-range.ts";
import { largestSize, zeroUpToRounding } from "../zero-up-to-rounding.ts";
import { meanAbsoluteError, rootMeanSquaredError } from "./absolute-errors.ts";
import { ratioToBaseline } from "./ratio-to-baseline.ts";

export interface ScaledErrorOptions {
  /** Periods of one season; 1 compares with the last value. */
  readonly season?: number;
}

/**
 * Mean absolute scaled error: below 1 when the forecast beats the seasonal naive forecast of the training series.
 * Degenerate: `too-few` when the training series is no longer than a season, `constant` when the naive forecast never
 * errs, `empty`, `not-finite`.
 *
 * @equation MASE = MAE / ((1/(N − m)) Σ_{t>m} |x_t − x_{t−m}|), x the training series, m the season
 * @source Hyndman & Koehler (2006), International Journal of Forecasting 22:679, eq. 3
 * @default season 1
 * @throws StatsInputError when the lengths differ or season is not a whole number of at least 1
 */
export function meanAbsoluteScaledError(
  actual: ArrayLike<number>,
  forecast: ArrayLike<number>,
  training: ArrayLike<number>,
  options: ScaledErrorOptions = {},
): number | Degenerate {
  const error = meanAbsoluteError(actual, forecast);
  const scale = naiveScale(training, options.season ?? 1, 1);
  return isDegenerate(error) ? error : isDegenerate(scale) ? scale : ratioToBaseline(error, scale, "the naive error");
}

/**
 * Root mean squared scaled error, the measure of the M5 competition: below 1 when the forecast beats the naive one of
 * the training series. Degenerate as MASE.
 *
 * @equation RMSSE = RMSE / √((1/(N − m)) Σ_{t>m} (x_t − x_{t−m})²)
 * @source Makridakis, Spiliotis & Assimakopoulos (2022), International Journal of Forecasting 38:1346, eq. 1 (m = 1)
 * @default season 1
 * @throws StatsInputError when the lengths differ or season is not a whole number of at least 1
 */
export function rootMeanSquaredScaledError(
  actual: ArrayLike<number>,
  forecast: ArrayLike<number>,
  training: ArrayLike<number>,
  options: ScaledErrorOptions = {},
): number | Degenerate {
  const error = rootMeanSquaredError(actual, forecast);
  const scale = naiveScale(training, options.season ?? 1, 2);
  return isDegenerate(error) ? error : isDegenerate(scale) ? scale : ratioToBaseline(error, scale, "the naive error");
}

/** Mean size of the naive forecast's errors: absolute, or the root of their mean square. */
function naiveScale(training: ArrayLike<number>, season: number, power: 1 | 2): number | Degenerate {
  requireCount("season", season, 1);
  const steps = training.length - season;
  if (steps < 1)
    return degenerate("too-few", `${training.length} training periods do not reach beyond a season of ${season}`);
  const fault = valuesFault(training);
  if (fault) return fault;
  let sum = 0;
  for (let t = season; t < training.length; t++) sum += Math.abs(training[t]! - training[t - season]!) ** power;
  const scale = power === 1 ? sum / steps : Math.sqrt(sum / steps);
  if (zeroUpToRounding(scale, largestSize(training)))
    return degenerate("constant", "the naive forecast of the training series never errs");
  return scale;
}
