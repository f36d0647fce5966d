import { normalLoss } from "./normal-distribution.ts";
import { requireAboveZero, requireNotNegative, requireShare } from "./stock-input.ts";

/**
 * Share of demand met from the shelf when ordering `orderQuantity` units at a reorder point that holds `safetyStock`:
 * 1 − σ · G(z) / Q, with `coverDeviation` σ of demand over the covered time (see `coverDeviation`). Never below 0.
 *
 * @source Silver, Pyke, Thomas (2017), equation 6.16 (complete backordering)
 */
export function fillRate(safetyStock: number, coverDeviation: number, orderQuantity: number): number {
  requireNotNegative("coverDeviation", coverDeviation);
  requireAboveZero("orderQuantity", orderQuantity);
  if (coverDeviation === 0) return safetyStock >= 0 ? 1 : Math.max(0, 1 + safetyStock / orderQuantity);
  return Math.max(0, 1 - (coverDeviation * normalLoss(safetyStock / coverDeviation)) / orderQuantity);
}

/** The safety stock, in units, that gives a wanted fill rate; may be negative where orders are large. Inverse of `fillRate`. */
export function safetyStockForFillRate(targetFillRate: number, coverDeviation: number, orderQuantity: number): number {
  requireShare("wanted", targetFillRate);
  requireNotNegative("coverDeviation", coverDeviation);
  requireAboveZero("orderQuantity", orderQuantity);
  if (coverDeviation === 0) return 0;
  const loss = ((1 - targetFillRate) * orderQuantity) / coverDeviation;
  // The loss function falls from about −z on the far left to 0: a bracket wide enough for any wanted loss.
  let low = -loss - 10;
  let high = 40;
  for (let i = 0; i < 200 && high - low > 1e-12; i++) {
    const middle = (low + high) / 2;
    if (normalLoss(middle) > loss) low = middle;
    else high = middle;
  }
  return ((low + high) / 2) * coverDeviation;
}

/** Share of demand that was met, from what was asked and what was on the shelf in each period. NaN without demand. */
export function observedFillRate(demanded: ArrayLike<number>, available: ArrayLike<number>): number {
  let met = 0;
  let asked = 0;
  for (let t = 0; t < demanded.length; t++) {
    asked += demanded[t]!;
    met += Math.min(demanded[t]!, Math.max(0, available[t] ?? 0));
  }
  return asked > 0 ? met / asked : Number.NaN;
}
