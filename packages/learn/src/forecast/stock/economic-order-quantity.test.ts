import { describe, expect, it } from "vitest";
import { discountedOrderQuantity, economicOrderQuantity } from "./economic-order-quantity.ts";

const costs = { demand: 1200, orderCost: 100, holdingCost: 6 };

describe("economic order quantity", () => {
  it("is Harris's square root, where ordering and holding cost the same", () => {
    const order = economicOrderQuantity(costs);
    expect(order.quantity).toBeCloseTo(200, 10);
    expect(order.ordersPerPeriod).toBeCloseTo(6, 10);
    expect(order.costPerPeriod).toBeCloseTo(1200, 10);
  });

  it("rounds to the cheaper number of packs", () => {
    expect(economicOrderQuantity(costs, 144).quantity).toBe(144);
    expect(economicOrderQuantity(costs, 130).quantity).toBe(260);
    expect(economicOrderQuantity(costs, 1000).quantity).toBe(1000);
    expect(economicOrderQuantity({ ...costs, demand: 0 }).quantity).toBe(0);
    expect(() => economicOrderQuantity({ ...costs, holdingCost: 0 })).toThrow(/holdingCost/);
  });

  it("takes a discount only where it pays, as trying every quantity shows", () => {
    const breaks = [
      { fromQuantity: 0, unitPrice: 500 },
      { fromQuantity: 1000, unitPrice: 480 },
      { fromQuantity: 2000, unitPrice: 475 },
    ];
    for (const orderCost of [200, 4900, 40_000]) {
      const input = { demand: 10_000, orderCost, holdingShare: 0.2 };
      const best = discountedOrderQuantity(input, breaks);
      let least = Number.POSITIVE_INFINITY;
      for (let q = 1; q <= 6000; q++) {
        const { unitPrice } = [...breaks].reverse().find((one) => q >= one.fromQuantity)!;
        least = Math.min(least, (10_000 / q) * orderCost + (q / 2) * 0.2 * unitPrice + 10_000 * unitPrice);
      }
      expect(best.costPerPeriod + 10_000 * best.unitPrice).toBeLessThanOrEqual(least);
      expect(best.costPerPeriod + 10_000 * best.unitPrice).toBeGreaterThan(least - 5);
    }
    expect(() => discountedOrderQuantity({ demand: 1, orderCost: 1, holdingShare: 0.1 }, [])).toThrow(/breaks/);
  });
});
