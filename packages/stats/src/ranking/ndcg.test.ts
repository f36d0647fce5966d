import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { StatsInputError } from "../degenerate.ts";
import { dcg, ndcg, ndcgOfIds } from "./ndcg.ts";

const grades = [3, 2, 3, 0, 1, 2];
const judged = [3, 2, 3, 0, 1, 2, 3, 2];

describe("ndcg", () => {
  it("gives the figures of scikit-learn 1.2.1 (dcg_score, ndcg_score; exponential gain by passing 2^r - 1)", () => {
    expect(dcg(grades, { gain: "linear" })).toBeCloseTo(6.861126688593503, 12);
    expect(ndcg(grades, judged, { k: 6, gain: "linear" })).toBeCloseTo(0.785002371969948, 12);
    expect(dcg(grades)).toBeCloseTo(13.848263629272983, 12);
    expect(ndcg(grades, judged, { k: 6 })).toBeCloseTo(0.7510833867922447, 12);
    expect(ndcg(judged, judged)).toBeCloseTo(0.9124684254828811, 12);
  });

  it("counts what was never judged, and what is graded below zero, as no gain", () => {
    const judgements = new Map([
      ["a", 3],
      ["b", 1],
      ["spam", -2],
    ]);
    expect(ndcgOfIds(["x", "a", "spam", "b"], judgements)).toBeCloseTo(
      (7 / Math.log2(3) + 1 / Math.log2(5)) / (7 + 1 / Math.log2(3)),
      12,
    );
  });

  it("gives 0 for a query without a relevant item and for an empty ranking", () => {
    expect(ndcg([0, 0], [0, 0])).toBe(0);
    expect(ndcg([], [])).toBe(0);
    expect(ndcg([], [3])).toBe(0);
  });

  it("refuses grades that are not numbers, ids ranked twice and judgements that miss a ranked grade", () => {
    expect(() => ndcg([Number.NaN], [1])).toThrow(StatsInputError);
    expect(() => ndcg([3], [1])).toThrow(StatsInputError);
    expect(() => ndcg([1], [1], { k: 0 })).toThrow(StatsInputError);
    expect(() => ndcgOfIds(["a", "a"], new Map([["a", 1]]))).toThrow(StatsInputError);
  });

  it("is 1 exactly for the best order, never above, and ignores the order of the judgements", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 20 }), fc.nat(19), (all, k) => {
        const best = [...all].sort((a, b) => b - a);
        const options = { k: k + 1 };
        const value = ndcg(all, all, options);
        expect(value).toBeLessThanOrEqual(1);
        expect(value).toBe(ndcg(all, best, options));
        if (best[0]! > 0) expect(ndcg(best, all, options)).toBe(1);
      }),
    );
  });
});
