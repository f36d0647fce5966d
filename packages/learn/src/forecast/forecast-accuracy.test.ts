import { describe, expect, it } from "vitest";
import { forecastAccuracy, pinballLoss, seriesScale } from "./forecast-accuracy.ts";

describe("forecast accuracy", () => {
  it("computes each measure by its definition, leaving out what is not known", () => {
    const accuracy = forecastAccuracy([100, 0, Number.NaN, 50], [110, 0, 7, 40]);
    expect(accuracy.count).toBe(3);
    expect(accuracy.mae).toBeCloseTo(20 / 3, 12);
    expect(accuracy.rmse).toBeCloseTo(Math.sqrt(200 / 3), 12);
    expect(accuracy.smape).toBeCloseTo((200 * (10 / 210 + 10 / 90)) / 3, 12);
    expect(accuracy.mape).toBeCloseTo(15, 12);
    expect(accuracy.bias).toBe(0);
  });

  it("has its smallest pinball loss at the quantile", () => {
    const actual = Float64Array.from({ length: 101 }, (_, i) => i);
    const at = (value: number): number => pinballLoss(actual, new Float64Array(101).fill(value), 0.9);
    expect(at(90)).toBeLessThan(at(80));
    expect(at(90)).toBeLessThan(at(97));
  });

  it("scales by seasonal steps, and never by zero", () => {
    expect(seriesScale(Float64Array.of(1, 10, 2, 12), 2)).toBe(1.5);
    expect(seriesScale(Float64Array.of(5, 5, 5), 1)).toBe(5);
    expect(seriesScale(Float64Array.of(0, 0), 4)).toBe(1);
    expect(() => forecastAccuracy([1], [1, 2])).toThrow(/lengths differ/);
  });
});
