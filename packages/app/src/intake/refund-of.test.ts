import { expect, it } from "vitest";
import { refundOf } from "./refund-of.ts";

it("reads what is given back: lines, else a total, else all of the order", () => {
  expect(refundOf("Order Completed", { total: 5 })).toBeUndefined();
  expect(refundOf(" order  refunded", {})).toEqual({ lines: [] });
  expect(refundOf("Order Refunded", { total: "12.50", currency: "eur" })).toEqual({
    lines: [],
    valueMinor: 1250,
    currency: "EUR",
  });
  expect(refundOf("Order Refunded", { total: -12.5, currency: "EUR" })?.valueMinor).toBe(1250);
  expect(
    refundOf("Order Refunded", {
      currency: "JPY",
      products: [
        { product_id: "a", price: 900, quantity: 2 },
        { sku: "b", quantity: -1 },
        { product_id: "c", price: "4.20", currency: "EUR" },
        { price: 5 },
        "x",
      ],
    })?.lines,
  ).toEqual([
    { productId: "a", quantity: 2, valueMinor: 1800, currency: "JPY" },
    { productId: "b", quantity: 1 },
    { productId: "c", valueMinor: 420, currency: "EUR" },
  ]);
});
