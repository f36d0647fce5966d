import { type Degenerate, degenerate, isDegenerate, requireOpenShare, StatsInputError } from "../degenerate.ts";
import { seriesFault } from "./paired-series.ts";

/**
 * Pinball loss of a quantile forecast, in the units of the series. Degenerate: `empty`, `not-finite`.
 *
 * @equation L_τ = (1/n) Σ max(τ (y_t − q_t), (τ − 1) (y_t − q_t))
 * @source Koenker & Bassett (1978), Econometrica 46:33
 * @throws StatsInputError when the lengths differ or the quantile is outside (0, 1)
 */
export function pinballLoss(
  actual: ArrayLike<number>,
  forecast: ArrayLike<number>,
  quantile: number,
): number | Degenerate {
  requireOpenShare("quantile", quantile);
  const fault = seriesFault(actual, forecast);
  if (fault) return fault;
  let sum = 0;
  for (let t = 0; t < actual.length; t++) {
    const gap = actual[t]! - forecast[t]!;
    sum += gap >= 0 ? quantile * gap : (quantile - 1) * gap;
  }
  return sum / actual.length;
}

export interface QuantileForecast {
  /** Level of the quantile, strictly between 0 and 1. */
  readonly quantile: number;
  /** Its forecast for every period. */
  readonly values: ArrayLike<number>;
}

/**
 * Continuous ranked probability score of quantile forecasts, in the units of the series: twice the pinball loss,
 * integrated over the level. Each level stands for the levels nearer to it than to its neighbours, so that the levels
 * (j − ½)/K give the score of the ensemble of K members exactly. Degenerate: `empty`, `not-finite`.
 *
 * @equation CRPS ≈ 2 Σ_j w_j L_{τ_j}, w_j from the midpoints between neighbouring levels, 0 and 1 at the ends
 * @source Gneiting & Ranjan (2011), Journal of Business & Economic Statistics 29:411, eq. 9; Laio & Tamea (2007)
 * @throws StatsInputError when the levels are not strictly ascending within (0, 1) or lengths differ
 */
export function crpsFromQuantiles(
  actual: ArrayLike<number>,
  forecasts: readonly QuantileForecast[],
): number | Degenerate {
  if (forecasts.length === 0) return degenerate("empty", "no quantile was forecast");
  let score = 0;
  for (let j = 0; j < forecasts.length; j++) {
    const { quantile, values } = forecasts[j]!;
    const below = forecasts[j - 1]?.quantile;
    const above = forecasts[j + 1]?.quantile;
    if (below !== undefined && below >= quantile)
      throw new StatsInputError("forecasts", `levels must ascend, got ${below} before ${quantile}`);
    const loss = pinballLoss(actual, values, quantile);
    if (isDegenerate(loss)) return loss;
    const from = below === undefined ? 0 : (below + quantile) / 2;
    const to = above === undefined ? 1 : (quantile + above) / 2;
    score += 2 * (to - from) * loss;
  }
  return score;
}
