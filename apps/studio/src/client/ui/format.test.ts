import { expect, it } from "vitest";
import { ago, milliseconds, money, ordinal, percent, shortMoney } from "./format.ts";

it("writes money from minor units of any currency", () => {
  expect(money(34_900, "EUR")).toBe("€349");
  expect(money(2_490, "EUR")).toBe("€24.90");
  expect(money(980, "JPY")).toBe("¥980");
  expect(money(12_345, "not a currency")).toBe("123.45 not a currency");
  expect(money(1_250, null)).toBe("12.50");
});

it("leaves the fraction out of large sums in narrow places", () => {
  expect(shortMoney(14_095, "EUR")).toBe("€141");
  expect(shortMoney(5_395, "EUR")).toBe("€53.95");
});

it("writes times, shares and places as people read them", () => {
  expect([0, 0.02, 0.24, 6.44, 34.4, 1240].map(milliseconds)).toEqual(["0", "0.02", "0.2", "6.4", "34", "1,240"]);
  expect([0, 0.002, 0.034, 0.5].map(percent)).toEqual(["0 %", "0.20 %", "3.4 %", "50 %"]);
  expect([1, 2, 3, 4, 11, 12, 21, 112].map(ordinal)).toEqual([
    "1st",
    "2nd",
    "3rd",
    "4th",
    "11th",
    "12th",
    "21st",
    "112th",
  ]);
  expect([2_000, 300_000, 7_200_000, 86_400_000, 1_036_800_000].map(ago)).toEqual([
    "2 s ago",
    "5 min ago",
    "2 h ago",
    "yesterday",
    "12 days ago",
  ]);
});
