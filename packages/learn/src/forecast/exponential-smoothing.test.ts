import { describe, expect, it } from "vitest";
import { normalDraw, seededRandom } from "../seeded-random.ts";
import {
  dampedTrend,
  fixedExponentialSmoothing,
  holt,
  holtWintersAdditive,
  holtWintersDamped,
  holtWintersMultiplicative,
  simpleExponentialSmoothing,
} from "./exponential-smoothing.ts";

describe("exponential smoothing", () => {
  it("with a given weight does the textbook recursion", () => {
    const model = fixedExponentialSmoothing(0.5).fit(Float64Array.of(10, 20, 10, 40), 1);
    expect([...model.fitted]).toEqual([10, 10, 15, 12.5]);
    expect([...model.forecast(2)]).toEqual([26.25, 26.25]);
  });

  it("finds the weight that R's forecast::ses finds on oil production", () => {
    // Hyndman & Athanasopoulos, Forecasting: Principles and Practice, 2nd ed., section 7.1: Saudi oil production
    // 1996–2013; alpha 0.8339, first level 446.6, forecast 542.7.
    const oil = Float64Array.of(
      445.36,
      453.2,
      454.41,
      422.38,
      456.04,
      440.39,
      425.19,
      486.21,
      500.43,
      521.28,
      508.95,
      488.89,
      509.87,
      456.72,
      473.82,
      525.95,
      549.83,
      542.34,
    );
    const model = simpleExponentialSmoothing.fit(oil, 1);
    expect(model.parameters.alpha).toBeCloseTo(0.834, 2);
    expect(model.forecast(1)[0]).toBeCloseTo(542.7, 0);
  });

  it("follows a straight line with a trend, and less far with a damped one", () => {
    const line = Float64Array.from({ length: 30 }, (_, t) => 5 + 2 * t);
    expect(holt.fit(line, 1).forecast(3)[2]).toBeCloseTo(5 + 2 * 32, 1);
    const noisy = line.map((value, t) => value + 8 * Math.sin(t * 2.4));
    expect(dampedTrend.fit(noisy, 1).forecast(40)[39]).toBeLessThan(holt.fit(noisy, 1).forecast(40)[39]!);
  });

  it("recovers seasons that add and seasons that multiply", () => {
    const random = seededRandom(3);
    const shape = [0.7, 1, 1.6, 0.7];
    const grown = Float64Array.from(
      { length: 48 },
      (_, t) => (100 + 3 * t) * shape[t % 4]! * (1 + 0.01 * normalDraw(random)),
    );
    const added = Float64Array.from({ length: 48 }, (_, t) => 100 + t + 40 * shape[t % 4]! + normalDraw(random));
    for (let h = 0; h < 8; h++) {
      const t = 48 + h;
      const product = (100 + 3 * t) * shape[t % 4]!;
      expect(Math.abs(holtWintersMultiplicative.fit(grown, 4).forecast(8)[h]! / product - 1)).toBeLessThan(0.03);
      expect(Math.abs(holtWintersDamped.fit(grown, 4).forecast(8)[h]! / product - 1)).toBeLessThan(0.08);
      const sum = 100 + t + 40 * shape[t % 4]!;
      expect(Math.abs(holtWintersAdditive.fit(added, 4).forecast(8)[h]! - sum)).toBeLessThan(4);
    }
  });

  it("adds seasons where a value is not above zero, and copes with a constant", () => {
    const touching = Float64Array.from({ length: 24 }, (_, t) => (t % 4 === 0 ? 0 : 10 * (t % 4)));
    const forecast = holtWintersMultiplicative.fit(touching, 4).forecast(4);
    expect(forecast[3]! - forecast[0]!).toBeCloseTo(30, 0);
    const flat = new Float64Array(12).fill(7);
    for (const one of [simpleExponentialSmoothing, holt, dampedTrend])
      expect(one.fit(flat, 1).forecast(2)[1]).toBeCloseTo(7, 6);
    expect([...simpleExponentialSmoothing.fit(new Float64Array(9), 1).forecast(1)]).toEqual([0]);
  });
});
