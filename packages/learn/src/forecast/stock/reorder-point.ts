import { type ReplenishmentInput, safetyStock } from "./safety-stock.ts";
import { requireNotNegative, requireShare, StockInputError } from "./stock-input.ts";

/** The stock at which to order again, and what it is made of, in units. */
export interface ReorderPoint {
  readonly reorderPoint: number;
  readonly demandOverCover: number;
  readonly safetyStock: number;
}

/**
 * Order when stock on hand and on order falls to this: expected demand over lead time and review period, plus safety
 * stock. `forecast` gives units a period from now on and replaces the flat `meanDemand` where it is there; it must reach
 * over the time covered.
 */
export function reorderPoint(input: ReplenishmentInput, forecast?: ArrayLike<number>): ReorderPoint {
  const cover = input.leadTime + (input.reviewPeriod ?? 0);
  const held = safetyStock(input);
  const demandOverCover = forecast ? demandOver(forecast, cover) : input.meanDemand * cover;
  return { reorderPoint: demandOverCover + held, demandOverCover, safetyStock: held };
}

/** Units forecast over the first `periods` periods; the last one counts by its share where `periods` is not whole. */
export function demandOver(forecast: ArrayLike<number>, periods: number): number {
  requireNotNegative("periods", periods);
  if (periods > forecast.length)
    throw new StockInputError("forecast", `reaches ${forecast.length} periods, but ${periods} must be covered`);
  let sum = 0;
  for (let t = 0; t < periods; t++) sum += Math.max(0, forecast[t]!) * Math.min(1, periods - t);
  return sum;
}

/**
 * The reorder point without a normal curve: the `serviceLevel` quantile of demands seen over the covered time, with the
 * conformal finite-sample correction, rounded up to a whole sample. For lumpy items, whose tails no curve fits.
 */
export function reorderPointFromSamples(demands: ArrayLike<number>, serviceLevel: number): ReorderPoint {
  requireShare("serviceLevel", serviceLevel);
  if (demands.length === 0) throw new StockInputError("demands", "at least one sample is needed");
  const sorted = Float64Array.from(demands).sort();
  const rank = Math.min(sorted.length, Math.ceil((sorted.length + 1) * serviceLevel));
  const point = sorted[rank - 1]!;
  let mean = 0;
  for (const demand of sorted) mean += demand / sorted.length;
  return { reorderPoint: point, demandOverCover: mean, safetyStock: Math.max(0, point - mean) };
}
