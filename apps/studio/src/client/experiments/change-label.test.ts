import { expect, it } from "vitest";
import { changeLabel, intervalLabel, metricValue, pLabel, roundChange } from "./change-label.ts";
import { intervalScale } from "./interval-scale.ts";

it("writes changes with their sign and the digits that matter", () => {
  expect([0.021, -0.048, 0, 0.00004, 0.0004, 1.5, -12].map(changeLabel)).toEqual([
    "+2.1 %",
    "−4.8 %",
    "0 %",
    "0 %",
    "+0.04 %",
    "+150 %",
    "−1,200 %",
  ]);
  expect([changeLabel(0.06), changeLabel(0.999), roundChange(0.1), roundChange(-0.025)]).toEqual([
    "+6.0 %",
    "+99.9 %",
    "+10 %",
    "−2.5 %",
  ]);
});

it("says of an interval which side is open", () => {
  expect(intervalLabel({ low: -0.026, high: 0.068 })).toBe("−2.6 % to +6.8 %");
  expect(intervalLabel({ low: -0.02, high: null })).toBe("above −2.0 %");
  expect(intervalLabel({ low: null, high: 0.02 })).toBe("below +2.0 %");
  expect(intervalLabel({ low: null, high: null })).toBe("anything fits");
});

it("shows a value in its unit", () => {
  expect(metricValue(0.0488, "share", null)).toBe("4.88 %");
  expect(metricValue(341.2, "money", "EUR")).toBe("€3.41");
  expect(metricValue(214_000, "money", "EUR")).toBe("€2,140");
  expect(metricValue(60.7, "milliseconds", null)).toBe("60.7 ms");
  expect(metricValue(-1.234, "number", null)).toBe("−1.23");
  expect([pLabel(0.0004), pLabel(0.031), pLabel(0.75)]).toEqual(["< 0.001", "0.031", "0.75"]);
});

it("chooses a scale that holds most intervals and every limit, and lets one wide interval be cut", () => {
  const narrow = Array.from({ length: 9 }, () => ({ low: -0.03, high: 0.04 }));
  expect(intervalScale(narrow)).toBe(0.05);
  expect(intervalScale([...narrow, { low: -3, high: 5 }])).toBe(0.05);
  expect(intervalScale(narrow, { limits: [-0.08] })).toBe(0.1);
  expect(intervalScale([])).toBe(0.01);
  expect(intervalScale([{ low: null, high: 0.4 }])).toBe(0.5);
});

it("lets no noisy metrics press the primary one into a dot", () => {
  const leading = [{ low: -0.026, high: 0.068 }];
  const noisy = Array.from({ length: 4 }, () => ({ low: -1.2, high: 1.6 }));
  expect(intervalScale([...leading, ...noisy], { leading, limits: [0.05] })).toBe(0.1);
  expect(intervalScale([...leading, ...noisy], { leading, limits: [-0.15] })).toBe(0.15);
  expect(intervalScale([...leading, ...noisy], { leading: [{ low: -3, high: 4 }] })).toBe(5);
  expect(intervalScale(leading, { leading: [{ low: null, high: null }] })).toBe(0.1);
});
