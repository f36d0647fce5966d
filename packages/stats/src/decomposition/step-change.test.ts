import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isDegenerate, StatsInputError } from "../degenerate.ts";
import { stepChange } from "./step-change.ts";

describe("stepChange", () => {
  it("is the likelihood of two levels over that of one, by hand", () => {
    const result = stepChange([10, 10, 5, 5], [10, 10, 10, 10], 2);
    if (isDegenerate(result)) throw new Error(result.detail);
    expect(result).toMatchObject({ before: 1, after: 0.5 });
    expect(result.logLikelihoodRatio).toBeCloseTo(10 * Math.log(0.5) - 30 * Math.log(0.75), 12);
  });

  it("is largest where the step is", () => {
    const counts = [50, 48, 52, 20, 22, 19, 21];
    const fits = counts.map((_, at) => {
      const result = stepChange(
        counts,
        counts.map(() => 50),
        at,
      );
      return isDegenerate(result) ? 0 : result.logLikelihoodRatio;
    });
    expect(fits.indexOf(Math.max(...fits))).toBe(3);
  });

  it("says where a side is empty, and is never NaN or below nothing", () => {
    expect(stepChange([1, 2], [1, 1], 0)).toMatchObject({ degenerate: "empty" });
    expect(stepChange([0, 0], [1, 1], 1)).toMatchObject({ degenerate: "empty" });
    expect(() => stepChange([1], [1, 1], 1)).toThrow(StatsInputError);
    expect(() => stepChange([Number.NaN], [1], 1)).toThrow(StatsInputError);
    const row = fc.tuple(fc.nat(100), fc.double({ min: 0, max: 1e6, noNaN: true }));
    fc.assert(
      fc.property(fc.array(row, { minLength: 1 }), fc.nat(5), (rows, at) => {
        fc.pre(at <= rows.length);
        const result = stepChange(
          rows.map(([count]) => count),
          rows.map(([, mean]) => mean),
          at,
        );
        if (!isDegenerate(result)) expect(result.logLikelihoodRatio).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
