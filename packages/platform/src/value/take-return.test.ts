import { expect, it } from "vitest";
import { type OrderRest, refundIn, takeReturn } from "./take-return.ts";

const order: OrderRest = { leftMinor: 3000, lines: { shoe: [1, 2000], sock: [2, 1000] } };
const taken = (...refunds: readonly Parameters<typeof takeReturn>[1][]) => {
  let rest = order;
  return refunds.map((refund) => {
    const { takenMinor, ...left } = takeReturn(rest, refund);
    rest = left;
    return takenMinor;
  });
};
const line = (productId: string, quantity?: number, valueMinor?: number) => ({
  productId,
  ...(quantity === undefined ? {} : { quantity }),
  ...(valueMinor === undefined ? {} : { valueMinor }),
});

it.each([
  ["all of it where nothing is said", [{ lines: [] }], [3000]],
  ["its total", [{ lines: [], valueMinor: 700 }], [700]],
  ["no more than the order was worth", [{ lines: [], valueMinor: 9000 }, { lines: [] }], [3000, 0]],
  ["lines at the price that they name", [{ lines: [line("shoe", 1, 1500)], valueMinor: 2 }], [1500]],
  ["lines at no more than they were sold for", [{ lines: [line("shoe", 1, 9999)] }], [2000]],
  ["lines without a price at what was paid", [{ lines: [line("sock", 1)] }, { lines: [line("sock", 1)] }], [500, 500]],
  [
    "a product no more often than it was sold",
    [{ lines: [line("shoe", 1, 2000)] }, { lines: [line("shoe", 1, 2000)] }],
    [2000, 0],
  ],
  ["every one of a product where no quantity is named", [{ lines: [line("sock")] }], [1000]],
  [
    "the total of lines without a price, once",
    [
      { lines: [line("shoe", 1)], valueMinor: 1800 },
      { lines: [line("shoe", 1)], valueMinor: 1800 },
    ],
    [1800, 0],
  ],
  ["nothing for products that the order does not hold", [{ lines: [line("hat", 1, 500)] }], [0]],
  ["the total where its products have other names", [{ lines: [line("hat", 1)], valueMinor: 400 }], [400]],
  ["the rest of the order at last", [{ lines: [line("sock", 1, 500)] }, { lines: [], valueMinor: 5000 }], [500, 2500]],
])("takes %s", (_what, refunds, wanted) => {
  expect(taken(...refunds)).toEqual(wanted);
});

it("takes of each currency what is of it, and of an order in one what names none", () => {
  const refund = {
    lines: [
      { ...line("a", 1, 5), currency: "EUR" },
      { ...line("b", 1, 7), currency: "CHF" },
    ],
  };
  expect(refundIn(refund, "CHF", false)?.lines).toEqual([refund.lines[1]]);
  expect(refundIn({ lines: [], valueMinor: 5, currency: "EUR" }, "CHF", false)).toBeUndefined();
  expect(refundIn({ lines: [], valueMinor: 5, currency: "EUR" }, "CHF", true)).toBeUndefined();
  expect(refundIn({ lines: [], valueMinor: 5 }, "EUR", true)).toEqual({ lines: [], valueMinor: 5 });
  expect(refundIn({ lines: [], valueMinor: 5, currency: "EUR" }, "", true)).toEqual({ lines: [], valueMinor: 5 });
  expect(refundIn({ lines: [], valueMinor: 5 }, "EUR", false)).toBeUndefined();
  expect(refundIn({ lines: [] }, "EUR", false)).toEqual({ lines: [] });
});
