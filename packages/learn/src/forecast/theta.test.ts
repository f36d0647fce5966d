import { describe, expect, it } from "vitest";
import { fixedExponentialSmoothing } from "./exponential-smoothing.ts";
import { seasonallyAdjusted } from "./seasonally-adjusted.ts";
import { dynamicTheta, theta } from "./theta.ts";

const noisy = Float64Array.from({ length: 40 }, (_, t) => 50 + 1.5 * t + 12 * Math.sin(1.7 * t));

describe("theta", () => {
  it("is exponential smoothing with half the slope of the line as drift (Hyndman & Billah 2003)", () => {
    const model = theta.fit(noisy, 1);
    const { alpha = 0, firstLevel = 0 } = model.parameters;
    // The equivalence is exact for the value seen as level before the history begins.
    const padded = Float64Array.of(firstLevel, ...noisy);
    const level = fixedExponentialSmoothing(alpha).fit(padded, 1).forecast(1)[0]!;
    const n = noisy.length;
    let sxy = 0;
    for (let t = 0; t < n; t++) sxy += (t + 1 - (n + 1) / 2) * noisy[t]!;
    const slope = (12 * sxy) / (n * (n * n - 1));
    const intercept = noisy.reduce((sum, value) => sum + value, 0) / n - (slope * (n + 1)) / 2;
    const forecast = model.forecast(6);
    for (let h = 0; h < 6; h++) {
      const rest = (1 - alpha) ** n;
      const expected = level + 0.5 * (rest * intercept + ((1 - rest * (1 - alpha)) / alpha) * slope) + 0.5 * h * slope;
      expect(forecast[h]).toBeCloseTo(expected, 6);
    }
  });

  it("continues a straight line at a slope between none and the line's own", () => {
    const line = Float64Array.from({ length: 30 }, (_, t) => 10 + 3 * t);
    for (const one of [theta, dynamicTheta]) {
      const forecast = one.fit(line, 1).forecast(5);
      const slope = (forecast[4]! - forecast[0]!) / 4;
      expect(slope).toBeGreaterThan(1.4);
      expect(slope).toBeLessThan(3.01);
    }
  });

  it("forgets a trend that turned sooner when dynamic", () => {
    const turned = Float64Array.from({ length: 60 }, (_, t) => (t < 40 ? 100 + 5 * t : 300 - 4 * (t - 40)));
    const fixed = theta.fit(turned, 1).forecast(8);
    const dynamic = dynamicTheta.fit(turned, 1).forecast(8);
    expect(dynamic[7]! - dynamic[0]!).toBeLessThanOrEqual(fixed[7]! - fixed[0]!);
  });

  it("puts the season back where there is one", () => {
    const seasonal = Float64Array.from({ length: 60 }, (_, t) => (100 + t) * (1 + 0.3 * Math.sin((Math.PI * t) / 6)));
    const forecast = seasonallyAdjusted(theta).fit(seasonal, 12).forecast(12);
    for (let h = 0; h < 12; h++) {
      const truth = (160 + h) * (1 + 0.3 * Math.sin((Math.PI * (60 + h)) / 6));
      expect(Math.abs(forecast[h]! / truth - 1)).toBeLessThan(0.08);
    }
  });
});
