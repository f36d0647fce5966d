import fc from "fast-check";
import { expect, it } from "vitest";
import { minorDigits, parseAmount, toMinor } from "./parse-amount.ts";

it("reads amounts as people and machines write them", () => {
  const cases: [unknown, number | undefined][] = [
    [12.5, 12.5],
    ["12.5", 12.5],
    ["12,5", 12.5],
    ["1,299.00", 1299],
    ["1.299,00 €", 1299],
    ["£2.55", 2.55],
    ["$1,299", 1299],
    ["EUR 5", 5],
    ["5 kr", 5],
    ["-3", -3],
    ["-£3.10", -3.1],
    ["1 299,50", 1299.5],
    ["1'299.50", 1299.5],
    ["1.234.567", 1234567],
    ["1.234", 1.234],
    [" 7 ", 7],
    ["1e3", 1000],
    [".5", 0.5],
    ["", undefined],
    ["abc", undefined],
    ["1-2", undefined],
    ["12 apples each", undefined],
    [null, undefined],
    [Number.NaN, undefined],
    [true, undefined],
    [",", undefined],
  ];
  for (const [text, expected] of cases) expect([text, parseAmount(text)]).toEqual([text, expected]);
});

it("makes minor units by the currency, exactly", () => {
  expect([toMinor(2.55, "GBP"), toMinor(1.005, "EUR"), toMinor(19.99, undefined)]).toEqual([255, 101, 1999]);
  expect([toMinor(500, "JPY"), toMinor(1.234, "KWD")]).toEqual([500, 1234]);
  expect([minorDigits("JPY"), minorDigits("not one"), minorDigits("XXQ")]).toEqual([0, 2, 2]);
  fc.assert(
    fc.property(
      fc.integer({ min: -1e9, max: 1e9 }),
      (cents) => toMinor(Number((cents / 100).toFixed(2)), "EUR") === cents || cents === 0,
    ),
  );
});
