import { requireAboveZero, requireNotNegative, StockInputError } from "./stock-input.ts";

/** What an order costs and what holding stock costs, for one item. Money in minor units, one period throughout. */
export interface OrderCosts {
  /** Units a period. */
  readonly demand: number;
  /** Per order, whatever its size. */
  readonly orderCost: number;
  /** Per unit and period. */
  readonly holdingCost: number;
}

/** An order size and what it costs a period, without the goods themselves. */
export interface OrderQuantity {
  readonly quantity: number;
  readonly ordersPerPeriod: number;
  readonly costPerPeriod: number;
}

/**
 * The order size with the least cost of ordering and holding: √(2 D K / h). With a `pack` (units a case) it is rounded
 * to the cheaper of the two neighbouring whole numbers of cases, at least one.
 *
 * @source Harris (1913), How many parts to make at once
 */
export function economicOrderQuantity(costs: OrderCosts, pack?: number): OrderQuantity {
  requireNotNegative("demand", costs.demand);
  requireAboveZero("orderCost", costs.orderCost);
  requireAboveZero("holdingCost", costs.holdingCost);
  if (costs.demand === 0) return { quantity: 0, ordersPerPeriod: 0, costPerPeriod: 0 };
  const ideal = Math.sqrt((2 * costs.demand * costs.orderCost) / costs.holdingCost);
  if (pack === undefined) return priced(ideal, costs);
  requireAboveZero("pack", pack);
  const below = priced(Math.max(1, Math.floor(ideal / pack)) * pack, costs);
  const above = priced((Math.floor(ideal / pack) + 1) * pack, costs);
  return below.costPerPeriod <= above.costPerPeriod ? below : above;
}

/** A unit price that holds from a quantity on, in minor units. */
export interface PriceBreak {
  readonly fromQuantity: number;
  readonly unitPrice: number;
}

/**
 * The order size with the least total cost where larger orders have a lower price for all units. `holdingShare` is the
 * cost of holding a unit for one period as a share of its price. Breaks may come in any order; one must start at 0 or 1.
 *
 * @source Silver, Pyke, Thomas (2017), section 4.5 (all-units discounts)
 */
export function discountedOrderQuantity(
  costs: Omit<OrderCosts, "holdingCost"> & { holdingShare: number },
  breaks: readonly PriceBreak[],
): OrderQuantity & { unitPrice: number } {
  const sorted = [...breaks].sort((a, b) => a.fromQuantity - b.fromQuantity);
  if (sorted.length === 0 || sorted[0]!.fromQuantity > 1)
    throw new StockInputError("breaks", "one price must hold from the first unit");
  let best: (OrderQuantity & { unitPrice: number }) | undefined;
  for (const [i, { fromQuantity, unitPrice }] of sorted.entries()) {
    const own = { demand: costs.demand, orderCost: costs.orderCost, holdingCost: costs.holdingShare * unitPrice };
    const ideal = economicOrderQuantity(own).quantity;
    const end = sorted[i + 1]?.fromQuantity ?? Number.POSITIVE_INFINITY;
    if (ideal >= end) continue;
    const stock = priced(Math.max(ideal, fromQuantity), own);
    const total = stock.costPerPeriod + unitPrice * costs.demand;
    if (!best || total < best.costPerPeriod + best.unitPrice * costs.demand) best = { ...stock, unitPrice };
  }
  if (!best) throw new StockInputError("breaks", "prices must not rise with the quantity");
  return best;
}

function priced(quantity: number, { demand, orderCost, holdingCost }: OrderCosts): OrderQuantity {
  if (quantity === 0) return { quantity: 0, ordersPerPeriod: 0, costPerPeriod: 0 };
  const ordersPerPeriod = demand / quantity;
  return { quantity, ordersPerPeriod, costPerPeriod: ordersPerPeriod * orderCost + (quantity / 2) * holdingCost };
}
