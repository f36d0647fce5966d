import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { StatsInputError } from "../degenerate.ts";
import { normalQuantile } from "../distributions/normal.ts";
import { meanAbsoluteError } from "./absolute-errors.ts";
import { intervalCoverage } from "./interval-coverage.ts";
import { crpsFromQuantiles, pinballLoss } from "./quantile-forecasts.ts";

const actual = [120, 135, 90, 0.5, 210, 180];
const forecast = [110, 150, 95, 2, 190, 185];

/** Score of an ensemble by its other definition: mean |x − y| − ½ mean |x − x′|. */
function ensembleCrps(members: readonly number[], y: number): number {
  const k = members.length;
  const toActual = members.reduce((sum, x) => sum + Math.abs(x - y), 0) / k;
  const among = members.reduce((sum, x) => sum + members.reduce((s, z) => s + Math.abs(x - z), 0), 0) / (k * k);
  return toActual - among / 2;
}

const asQuantiles = (members: readonly number[]) =>
  members.toSorted((a, b) => a - b).map((x, j) => ({ quantile: (j + 0.5) / members.length, values: [x] }));

describe("quantile forecasts", () => {
  it("gives the pinball loss of scikit-learn 1.2.1 (mean_pinball_loss)", () => {
    expect(pinballLoss(actual, forecast, 0.1)).toBeCloseTo(4.475, 12);
    expect(pinballLoss(actual, forecast, 0.5)).toBeCloseTo(4.708333333333333, 12);
    expect(pinballLoss(actual, forecast, 0.9)).toBeCloseTo(4.941666666666666, 12);
    expect(() => pinballLoss(actual, forecast, 1)).toThrow(StatsInputError);
  });

  it("gives the score of the ensemble whose members the quantiles are", () => {
    expect(crpsFromQuantiles([7.2], asQuantiles([3, 5, 5.5, 9, 14]))).toBeCloseTo(1.26, 12);
    const members = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(members, fc.integer({ min: -60, max: 60 }), (ensemble, y) => {
        expect(crpsFromQuantiles([y], asQuantiles(ensemble))).toBeCloseTo(ensembleCrps(ensemble, y), 9);
      }),
    );
  });

  it("is the mean absolute error when one quantile is all there is", () => {
    expect(crpsFromQuantiles(actual, [{ quantile: 0.5, values: forecast }])).toBeCloseTo(
      meanAbsoluteError(actual, forecast) as number,
      12,
    );
  });

  it("nears the closed form of the normal distribution, σ (z (2Φ(z) − 1) + 2φ(z) − 1/√π)", () => {
    // Gneiting & Raftery (2007), eq. 21, at z = 0: 2φ(0) − 1/√π.
    const expected = 2 / Math.sqrt(2 * Math.PI) - 1 / Math.sqrt(Math.PI);
    const errorOf = (levels: number) => {
      const taus = Array.from({ length: levels }, (_, j) => (j + 1) / (levels + 1));
      const forecasts = taus.map((quantile) => ({ quantile, values: [normalQuantile(quantile)] }));
      return Math.abs((crpsFromQuantiles([0], forecasts) as number) - expected);
    };
    expect(errorOf(9)).toBeLessThan(0.015);
    expect(errorOf(99)).toBeLessThan(5e-4);
    expect(errorOf(999)).toBeLessThan(1e-5);
  });

  it("refuses levels that do not ascend, and says when there is nothing", () => {
    const levels = (...taus: number[]) => taus.map((quantile) => ({ quantile, values: [1] }));
    expect(() => crpsFromQuantiles([1], levels(0.5, 0.5))).toThrow(StatsInputError);
    expect(crpsFromQuantiles([1], [])).toMatchObject({ degenerate: "empty" });
    expect(crpsFromQuantiles([Number.NaN], levels(0.5))).toMatchObject({ degenerate: "not-finite" });
  });
});

describe("intervalCoverage", () => {
  it("counts misses on either side and scores them by Winkler's rule", () => {
    const result = intervalCoverage([5, 0, 12, 10], [4, 2, 4, 4], [10, 10, 10, 10], { level: 0.8 });
    expect(result).toEqual({
      coverage: 0.5,
      below: 0.25,
      above: 0.25,
      meanWidth: 6.5,
      intervalScore: expect.closeTo((26 + 10 * (2 + 2)) / 4, 10),
    });
  });

  it("is twice over alpha the pinball losses of both ends (Gneiting & Raftery 2007, section 6.2)", () => {
    const low = [100, 120, 95, 0, 150, 170];
    const high = [125, 150, 120, 1, 200, 190];
    const result = intervalCoverage(actual, low, high, { level: 0.9 });
    const losses = (pinballLoss(actual, low, 0.05) as number) + (pinballLoss(actual, high, 0.95) as number);
    expect(result).toMatchObject({ intervalScore: expect.closeTo((2 / 0.1) * losses, 9) });
  });

  it("refuses crossed ends and says when there is nothing", () => {
    expect(() => intervalCoverage([1], [3], [2])).toThrow(StatsInputError);
    expect(intervalCoverage([], [], [])).toMatchObject({ degenerate: "empty" });
  });
});
