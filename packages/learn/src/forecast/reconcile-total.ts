import { ForecastInputError } from "./forecaster.ts";

/**
 * Scales the forecasts of many items, period by period, so that their sum becomes the weighted mean of that sum (bottom-up)
 * and a forecast of the total made from the total's own history (top-down). Items that each look unbiased can be wrong
 * together, which only their total shows; neither way of forecasting it wins always, so by default both count half.
 * Items and total have the same horizon; a period in which all items are 0 stays as it is.
 *
 * @source Hollyman, Petropoulos, Tipping (2021), Understanding forecast reconciliation, European J. Operational Research 294
 */
export function reconcileTotal(items: readonly Float64Array[], total: Float64Array, totalWeight = 0.5): Float64Array[] {
  if (!(totalWeight >= 0 && totalWeight <= 1))
    throw new ForecastInputError("totalWeight", `must lie in 0–1, got ${totalWeight}`);
  const factors = total.map((target, h) => {
    let sum = 0;
    for (const item of items) {
      if (item.length !== total.length)
        throw new ForecastInputError("items", `horizons differ: ${item.length} and ${total.length}`);
      sum += item[h]!;
    }
    return sum > 0 ? Math.max(0, 1 + totalWeight * (target / sum - 1)) : 1;
  });
  return items.map((item) => item.map((value, h) => value * factors[h]!));
}
