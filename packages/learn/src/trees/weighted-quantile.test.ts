import { expect, it } from "vitest";
import { weightedQuantile } from "./weighted-quantile.ts";

it("interpolates as R's type 7, and goes by weight where there are weights", () => {
  // R: quantile(c(1, 2, 4, 8, 16), c(.1, .5, .9)) gives 1.4, 4.0, 12.8.
  for (const [share, expected] of [
    [0.1, 1.4],
    [0.5, 4],
    [0.9, 12.8],
  ] as const)
    expect(weightedQuantile(Float64Array.of(16, 1, 8, 2, 4), undefined, share)).toBeCloseTo(expected, 12);
  expect(weightedQuantile(Float64Array.of(3, 1, 2), Float64Array.of(1, 1, 8), 0.5)).toBe(2);
  expect(weightedQuantile(Float64Array.of(3, 1, 2), Float64Array.of(8, 1, 1), 0.5)).toBe(3);
  expect(weightedQuantile(Float64Array.of(5, 9), Float64Array.of(0, 1), 0.01)).toBe(9);
});
