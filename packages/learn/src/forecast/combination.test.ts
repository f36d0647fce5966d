import { describe, expect, it } from "vitest";
import { combination, combinePaths } from "./combination.ts";
import { balancedCombination } from "./forecaster-catalogue.ts";
import { drift, naive, seasonalNaive } from "./naive.ts";

describe("combination", () => {
  it("is the mean or the median of its members", () => {
    const history = Float64Array.of(1, 2, 4, 8);
    expect(combination("two", [naive, drift], "mean").fit(history, 1).forecast(3)[2]).toBeCloseTo(8 + 3.5, 10);
    const paths = [Float64Array.of(1, Number.NaN), Float64Array.of(9, 2), Float64Array.of(2, 4)];
    expect([...combinePaths(paths, "median")]).toEqual([2, 3]);
    expect([...combinePaths(paths, "mean")]).toEqual([4, 3]);
  });

  it("leaves out members that want a longer history", () => {
    const either = combination("either", [naive, seasonalNaive], "mean");
    expect(either.minimumLength(12)).toBe(1);
    expect(either.fit(Float64Array.of(5, 7), 12).forecast(1)[0]).toBe(7);
  });

  it("beats seasonal naive on a trend with seasons", () => {
    const truth = (t: number): number => (100 + 2 * t) * (1 + 0.3 * Math.sin((2 * Math.PI * t) / 12));
    const history = Float64Array.from({ length: 60 }, (_, t) => truth(t));
    const error = (forecast: Float64Array): number =>
      forecast.reduce((sum, value, h) => sum + Math.abs(value - truth(60 + h)), 0);
    const own = error(balancedCombination.fit(history, 12).forecast(12));
    expect(own).toBeLessThan(0.4 * error(seasonalNaive.fit(history, 12).forecast(12)));
  });
});
