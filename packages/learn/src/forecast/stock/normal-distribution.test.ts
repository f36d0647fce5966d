import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normalCumulative, normalLoss, normalQuantile } from "./normal-distribution.ts";

describe("normal distribution", () => {
  it("agrees with printed tables", () => {
    // Abramowitz & Stegun (1964), tables 26.1 and 26.5.
    expect(normalCumulative(1)).toBeCloseTo(0.841344746068543, 13);
    expect(normalCumulative(-3)).toBeCloseTo(0.00134989803163009, 13);
    expect(normalCumulative(8)).toBeCloseTo(1, 14);
    expect(normalQuantile(0.975)).toBeCloseTo(1.95996398454005, 11);
    expect(normalQuantile(0.95)).toBeCloseTo(1.64485362695147, 11);
    expect(normalQuantile(1e-10)).toBeCloseTo(-6.36134090240406, 8);
    // Silver, Pyke & Thomas (2017), table of the unit normal loss function.
    expect(normalLoss(0)).toBeCloseTo(0.3989, 4);
    expect(normalLoss(1)).toBeCloseTo(0.0833, 4);
    expect(normalLoss(-1)).toBeCloseTo(1.0833, 4);
  });

  it("has a quantile that undoes its probability", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true }), (share) => {
        expect(Math.abs(normalCumulative(normalQuantile(share)) - share)).toBeLessThan(1e-12);
      }),
    );
    expect(normalQuantile(0)).toBe(Number.NEGATIVE_INFINITY);
    expect(normalQuantile(1)).toBe(Number.POSITIVE_INFINITY);
    expect(normalQuantile(1.2)).toBeNaN();
  });
});
