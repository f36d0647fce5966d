import { describe, expect, it } from "vitest";
import { normalDraw, seededRandom } from "../../seeded-random.ts";
import { newsvendor, newsvendorFromSamples } from "./newsvendor.ts";

const prices = { price: 1000, cost: 600, salvage: 400 };

describe("newsvendor", () => {
  it("orders at the critical ratio", () => {
    // underage 400, overage 200: ratio 2/3, z = 0.4307
    const order = newsvendor(500, 100, prices);
    expect(order.criticalRatio).toBeCloseTo(2 / 3, 10);
    expect(order.quantity).toBeCloseTo(543.07, 2);
  });

  it("expects the profit that simulation gives, and no other quantity earns more", () => {
    const random = seededRandom(6);
    const demands = Float64Array.from({ length: 200_000 }, () => Math.max(0, 500 + 100 * normalDraw(random)));
    const profitAt = (quantity: number): number => {
      let sum = 0;
      for (const demand of demands) {
        const sold = Math.min(demand, quantity);
        sum += prices.price * sold + prices.salvage * (quantity - sold) - prices.cost * quantity;
      }
      return sum / demands.length;
    };
    const order = newsvendor(500, 100, prices);
    expect(Math.abs(order.expectedProfit / profitAt(order.quantity) - 1)).toBeLessThan(0.002);
    expect(profitAt(order.quantity)).toBeGreaterThan(profitAt(order.quantity * 0.93));
    expect(profitAt(order.quantity)).toBeGreaterThan(profitAt(order.quantity * 1.07));
    const sampled = newsvendorFromSamples(demands, prices);
    expect(Math.abs(sampled.quantity - order.quantity)).toBeLessThan(2);
    expect(sampled.expectedProfit).toBeCloseTo(profitAt(sampled.quantity), 3);
  });

  it("balances its books", () => {
    const order = newsvendor(500, 100, { ...prices, shortagePenalty: 50 });
    expect(order.quantity + order.expectedShort - order.expectedLeftOver).toBeCloseTo(500, 8);
    expect(newsvendor(500, 0, prices).quantity).toBe(500);
    expect(newsvendor(500, 0, prices).expectedProfit).toBe(200_000);
  });

  it("buys nothing that loses money, and refuses a free return", () => {
    const loss = newsvendor(500, 100, { price: 500, cost: 600 });
    expect([loss.quantity, loss.expectedProfit]).toEqual([0, 0]);
    expect(newsvendorFromSamples([3, 4], { price: 500, cost: 600 }).quantity).toBe(0);
    expect(() => newsvendor(500, 100, { price: 1000, cost: 600, salvage: 600 })).toThrow(/salvage/);
  });
});
