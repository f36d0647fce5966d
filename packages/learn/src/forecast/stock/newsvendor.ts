import { normalCumulative, normalLoss, normalQuantile } from "./normal-distribution.ts";
import { requireAboveZero, requireNotNegative, StockInputError } from "./stock-input.ts";

/** Money per unit, all in the same minor units. */
export interface NewsvendorPrices {
  readonly price: number;
  readonly cost: number;
  /** What a unit left over still brings; 0 by default. */
  readonly salvage?: number;
  /** Lost goodwill per unit short, beyond the lost margin; 0 by default. */
  readonly shortagePenalty?: number;
}

/** How much to buy once, for one season. */
export interface NewsvendorOrder {
  /** Units, not rounded. */
  readonly quantity: number;
  /** Share of seasons in which this is enough: underage / (underage + overage). */
  readonly criticalRatio: number;
  /** Expected profit in minor units. */
  readonly expectedProfit: number;
  /** Expected units left over and expected units short. */
  readonly expectedLeftOver: number;
  readonly expectedShort: number;
}

/**
 * The order for one season with normal demand (mean and deviation in units) that makes expected profit largest.
 *
 * @source Arrow, Harris, Marschak (1951), Econometrica 19; Silver, Pyke, Thomas (2017), section 9.2
 */
export function newsvendor(mean: number, deviation: number, prices: NewsvendorPrices): NewsvendorOrder {
  requireNotNegative("mean", mean);
  requireNotNegative("deviation", deviation);
  const criticalRatio = ratioOf(prices);
  if (criticalRatio <= 0) return outcome(0, 0, mean, mean, prices);
  const z = deviation > 0 ? normalQuantile(criticalRatio) : 0;
  const quantity = Math.max(0, mean + z * deviation);
  const at = deviation > 0 ? (quantity - mean) / deviation : 0;
  const short = deviation * normalLoss(at);
  return outcome(quantity, deviation > 0 ? normalCumulative(at) : criticalRatio, mean, short, prices);
}

/** The same from demand samples (past seasons, or draws from a forecast): the critical ratio's empirical quantile. */
export function newsvendorFromSamples(demands: ArrayLike<number>, prices: NewsvendorPrices): NewsvendorOrder {
  if (demands.length === 0) throw new StockInputError("demands", "at least one sample is needed");
  const sorted = Float64Array.from(demands).sort();
  const ratio = ratioOf(prices);
  const quantity = ratio <= 0 ? 0 : sorted[Math.min(sorted.length - 1, Math.ceil(ratio * sorted.length) - 1)]!;
  let mean = 0;
  let short = 0;
  for (const demand of sorted) {
    mean += demand / sorted.length;
    short += Math.max(0, demand - quantity) / sorted.length;
  }
  return outcome(quantity, Math.max(0, ratio), mean, short, prices);
}

function ratioOf({ price, cost, salvage = 0, shortagePenalty = 0 }: NewsvendorPrices): number {
  requireAboveZero("price", price);
  requireNotNegative("cost", cost);
  requireNotNegative("shortagePenalty", shortagePenalty);
  const underage = price - cost + shortagePenalty;
  const overage = cost - salvage;
  if (!(overage > 0)) throw new StockInputError("salvage", "must be below cost, else any quantity would pay");
  return underage / (underage + overage);
}

function outcome(
  quantity: number,
  criticalRatio: number,
  mean: number,
  expectedShort: number,
  { price, cost, salvage = 0, shortagePenalty = 0 }: NewsvendorPrices,
): NewsvendorOrder {
  const sold = mean - expectedShort;
  const expectedLeftOver = quantity - sold;
  const expectedProfit = price * sold + salvage * expectedLeftOver - cost * quantity - shortagePenalty * expectedShort;
  return { quantity, criticalRatio, expectedProfit, expectedLeftOver, expectedShort };
}
