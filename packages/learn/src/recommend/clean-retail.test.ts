import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cleanRetail, type RetailLine } from "./clean-retail.ts";

const line = (over: Partial<RetailLine> = {}): RetailLine => ({
  order: "536365",
  customer: "c1",
  product: "85123A",
  description: "LANTERN",
  quantity: 6,
  unitPrice: 2.5,
  time: 1,
  ...over,
});

describe("retail clean-up", () => {
  it("takes a cancellation off the latest purchase, whatever the order of the lines", () => {
    const lines = [
      line({ order: "C3", quantity: -4, time: 3 }),
      line({ order: "1", time: 1 }),
      line({ order: "2", quantity: 3, time: 2 }),
      line({ order: "C9", customer: "c2", quantity: -6, time: 9 }),
    ];
    const { lines: remaining, removed } = cleanRetail(lines);
    expect(remaining.map(({ order, quantity }) => [order, quantity])).toEqual([["1", 5]]);
    expect(removed).toMatchObject({ cancellation: 2, cancelled: 1 });
  });

  it("leaves later purchases alone", () => {
    const { lines: remaining } = cleanRetail([
      line({ order: "C1", quantity: -6, time: 1 }),
      line({ order: "2", time: 2 }),
    ]);
    expect(remaining).toHaveLength(1);
  });

  it("drops charges, corrections, free and broken lines, each under its reason", () => {
    const { lines: remaining, removed } = cleanRetail([
      line({ product: "POST", description: "POSTAGE" }),
      line({ product: "M", description: "Manual" }),
      line({ product: "22139", description: "damages" }),
      line({ product: "22140", unitPrice: 0 }),
      line({ product: "22141", quantity: Number.NaN }),
      line({ product: "" }),
      line({ order: "A563185", product: "22142", unitPrice: 5 }),
      line({ product: "22143", description: "CHECK DRESS" }),
    ]);
    expect(remaining.map(({ product }) => product)).toEqual(["22143"]);
    expect(removed).toMatchObject({ "not-a-product": 3, "no-price": 1, incomplete: 2, cancellation: 1 });
  });

  it("merges the same product in one order, and drops bulk", () => {
    const bulk = Array.from({ length: 4 }, (_, k) => line({ order: "9", customer: null, product: `1000${k}` }));
    const { lines: remaining, removed } = cleanRetail(
      [line(), line({ quantity: 2 }), ...bulk, line({ order: "8", quantity: 9999 })],
      {
        guestOrderLines: 3,
      },
    );
    expect(remaining.map(({ quantity }) => quantity)).toEqual([8]);
    expect(removed).toMatchObject({ duplicate: 1, "bulk-order": 5 });
  });

  it("never invents pieces, and keeps each product once an order", () => {
    const any = fc.record({
      order: fc.constantFrom("1", "2", "C3"),
      customer: fc.constantFrom("a", "b", null),
      product: fc.constantFrom("10001", "10002", "D"),
      description: fc.constant("X"),
      quantity: fc.integer({ min: -5, max: 5 }),
      unitPrice: fc.constantFrom(0, 1),
      time: fc.integer({ min: 0, max: 5 }),
    });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 25 }), (lines) => {
        const { lines: remaining } = cleanRetail(lines);
        const keys = remaining.map(({ order, customer, product }) => `${order} ${customer} ${product}`);
        expect(new Set(keys).size).toBe(keys.length);
        const bought = lines.reduce(
          (sum, { quantity, unitPrice }) => sum + (unitPrice > 0 ? Math.max(0, quantity) : 0),
          0,
        );
        expect(remaining.reduce((sum, { quantity }) => sum + quantity, 0)).toBeLessThanOrEqual(bought);
        expect(remaining.every(({ quantity, product }) => quantity > 0 && product !== "D")).toBe(true);
      }),
    );
  });
});
