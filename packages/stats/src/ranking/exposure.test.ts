import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { StatsInputError } from "../degenerate.ts";
import { catalogueCoverage, giniOfExposure, personalisation } from "./exposure.ts";

describe("exposure", () => {
  it("covers what any list shows", () => {
    expect(catalogueCoverage([["a", "b"], ["b", "c"], []], 12)).toBe(0.25);
    expect(catalogueCoverage([], 0)).toMatchObject({ degenerate: "empty" });
    expect(() => catalogueCoverage([["a", "b"]], 1)).toThrow(StatsInputError);
  });

  it("gives the Gini of NumPy's mean absolute difference, Σ|xᵢ − xⱼ| / (2 n² x̄)", () => {
    expect(giniOfExposure([10, 0, 3, 3, 1, 0, 25, 8])).toBeCloseTo(0.615, 12);
    expect(giniOfExposure([5, 5, 5])).toBe(0);
    expect(giniOfExposure([0, 0, 0, 7])).toBe(0.75);
    expect(giniOfExposure([])).toMatchObject({ degenerate: "empty" });
    expect(giniOfExposure([0, 0])).toMatchObject({ degenerate: "constant" });
    expect(() => giniOfExposure([1, -1])).toThrow(StatsInputError);
    expect(() => giniOfExposure([1, Number.NaN])).toThrow(StatsInputError);
  });

  it("keeps the Gini under order and scale, and raises it when exposure moves to an item shown more", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 2, maxLength: 20 }), (counts) => {
        const value = giniOfExposure(counts) as number;
        expect(giniOfExposure(counts.toReversed())).toBe(value);
        expect(giniOfExposure(counts.map((c) => c * 7))).toBeCloseTo(value, 12);
        const sorted = counts.toSorted((a, b) => a - b);
        const moved = sorted.with(0, sorted[0]! - 1).with(-1, sorted.at(-1)! + 1);
        expect(giniOfExposure(moved) as number).toBeGreaterThan(value);
      }),
    );
  });

  it("gives the personalisation of scikit-learn 1.2.1 (1 − mean off-diagonal cosine_similarity)", () => {
    expect(
      personalisation([
        ["a", "b", "c"],
        ["a", "c", "d"],
        ["d", "e"],
      ]),
    ).toBeCloseTo(0.6416950142898235, 12);
    expect(personalisation([["a", "b"], ["b", "a"], []])).toBeCloseTo(0, 12);
    expect(personalisation([["a"], ["b"]])).toBe(1);
    expect(personalisation([["a"]])).toMatchObject({ degenerate: "too-few" });
  });
});
