import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { StatsInputError } from "../degenerate.ts";
import { meanAbsoluteError, meanError, rootMeanSquaredError } from "./absolute-errors.ts";
import { meanAbsolutePercentageError, symmetricMape, weightedAbsolutePercentageError } from "./relative-errors.ts";
import { meanAbsoluteScaledError, rootMeanSquaredScaledError } from "./scaled-errors.ts";

const actual = [120, 135, 90, 0.5, 210, 180];
const forecast = [110, 150, 95, 2, 190, 185];
const training = [112, 118, 132, 129, 121, 135, 148, 148, 136, 119, 104, 118, 115, 126, 141];
const all = [
  meanAbsoluteError,
  rootMeanSquaredError,
  meanError,
  meanAbsolutePercentageError,
  symmetricMape,
  weightedAbsolutePercentageError,
];

describe("point errors of forecasts", () => {
  it("gives the figures of scikit-learn 1.2.1 and, for sMAPE and WAPE, NumPy", () => {
    expect(meanAbsoluteError(actual, forecast)).toBeCloseTo(9.416666666666666, 12);
    expect(rootMeanSquaredError(actual, forecast)).toBeCloseTo(11.381637257735226, 12);
    expect(meanAbsolutePercentageError(actual, forecast)).toBeCloseTo(0.5621693121693122, 12);
    expect(symmetricMape(actual, forecast)).toBeCloseTo(0.262278498993649, 12);
    expect(weightedAbsolutePercentageError(actual, forecast)).toBeCloseTo(0.07681849082256968, 12);
    expect(meanError(actual, forecast)).toBeCloseTo(-3.5 / 6, 12);
  });

  it("scales by the naive forecast of the training series (NumPy, seasons of 1 and 12)", () => {
    expect(meanAbsoluteScaledError(actual, forecast, training)).toBeCloseTo(0.9091954022988504, 12);
    expect(meanAbsoluteScaledError(actual, forecast, training, { season: 12 })).toBeCloseTo(1.4125, 12);
    expect(rootMeanSquaredScaledError(actual, forecast, training)).toBeCloseTo(0.9824384877922623, 12);
    expect(rootMeanSquaredScaledError(actual, forecast, training, { season: 12 })).toBeCloseTo(1.5885650635208368, 12);
  });

  it("says when a measure does not exist", () => {
    for (const measure of all) {
      expect(measure([], [])).toMatchObject({ degenerate: "empty" });
      expect(measure([1], [Number.NaN])).toMatchObject({ degenerate: "not-finite" });
      expect(() => measure([1], [])).toThrow(StatsInputError);
    }
    expect(meanAbsolutePercentageError([1, 0], [1, 1])).toMatchObject({ degenerate: "zero-baseline" });
    expect(weightedAbsolutePercentageError([0, 0], [1, 1])).toMatchObject({ degenerate: "zero-baseline" });
    expect(symmetricMape([0], [0])).toBe(0);
    expect(meanAbsoluteScaledError([1], [1], [3, 3, 3])).toMatchObject({ degenerate: "constant" });
    expect(rootMeanSquaredScaledError([1], [1], [3], { season: 7 })).toMatchObject({ degenerate: "too-few" });
  });

  it("is 0 for a perfect forecast, free of units where it claims so, and unmoved by the order of periods", () => {
    const rows = fc.array(fc.tuple(fc.integer({ min: 1, max: 999 }), fc.integer({ min: 1, max: 999 })), {
      minLength: 1,
    });
    fc.assert(
      fc.property(rows, fc.constantFrom(0.01, 3, 1000), (pairs, unit) => {
        const y = pairs.map(([a]) => a);
        const f = pairs.map(([, b]) => b);
        for (const measure of all) {
          expect(measure(y, y)).toBe(0);
          expect(measure(y.toReversed(), f.toReversed())).toBeCloseTo(measure(y, f) as number, 8);
        }
        for (const measure of [meanAbsolutePercentageError, symmetricMape, weightedAbsolutePercentageError]) {
          const scaled = measure(
            y.map((v) => v * unit),
            f.map((v) => v * unit),
          );
          expect(scaled).toBeCloseTo(measure(y, f) as number, 8);
        }
        const mae = meanAbsoluteError(y, f) as number;
        expect(rootMeanSquaredError(y, f) as number).toBeGreaterThanOrEqual(mae - 1e-9);
        expect(Math.abs(meanError(y, f) as number)).toBeLessThanOrEqual(mae + 1e-9);
      }),
    );
  });
});
