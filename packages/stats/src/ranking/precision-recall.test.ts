import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { StatsInputError } from "../degenerate.ts";
import { averagePrecision, reciprocalRank } from "./average-precision.ts";
import { hitAt, precisionAt, recallAt } from "./precision-recall.ts";

const ranked = [1, 0, 1, 1, 0, 0, 1, 0];

describe("precisionAt, recallAt, hitAt", () => {
  it("counts relevant items among the first k", () => {
    expect(precisionAt(ranked, { k: 4 })).toBe(0.75);
    expect(recallAt(ranked, 5, { k: 4 })).toBe(0.6);
    expect(hitAt([0, 0, 1], { k: 2 })).toBe(0);
    expect(hitAt([0, 0, 1], { k: 3 })).toBe(1);
  });

  it("divides a short list by k, as trec_eval does", () => {
    expect(precisionAt([1, 1], { k: 10 })).toBe(0.2);
    expect(precisionAt([], { k: 5 })).toBe(0);
  });

  it("takes the grade from which an item is relevant", () => {
    expect(precisionAt([3, 1, 2], { k: 3, relevantFrom: 2 })).toBeCloseTo(2 / 3, 12);
  });

  it("has no recall without a relevant item, and refuses impossible totals", () => {
    expect(recallAt([0, 0], 0, { k: 2 })).toMatchObject({ degenerate: "undefined" });
    expect(() => recallAt([1, 1], 1, { k: 2 })).toThrow(StatsInputError);
    expect(() => precisionAt(ranked, { k: 0 })).toThrow(StatsInputError);
    expect(() => precisionAt([Number.NaN], { k: 1 })).toThrow(StatsInputError);
    expect(() => averagePrecision([Number.NaN], 1)).toThrow(StatsInputError);
  });

  it("never loses recall, and never gains a hit back, as k grows", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 1, maxLength: 30 }), fc.nat(30), (list, k) => {
        const total = list.length;
        const near = recallAt(list, total, { k: k + 1 }) as number;
        const far = recallAt(list, total, { k: k + 2 }) as number;
        expect(far).toBeGreaterThanOrEqual(near);
        expect(hitAt(list, { k: k + 2 })).toBeGreaterThanOrEqual(hitAt(list, { k: k + 1 }));
        expect(precisionAt(list, { k: k + 1 }) * (k + 1)).toBeCloseTo(near * total, 9);
      }),
    );
  });
});

describe("averagePrecision, reciprocalRank", () => {
  it("gives the figure of scikit-learn 1.2.1 (average_precision_score) on distinct scores", () => {
    expect(averagePrecision(ranked, 4)).toBeCloseTo(0.7470238095238095, 14);
  });

  it("counts relevant items that were never shown as 0, and cuts at k without changing the divisor", () => {
    expect(averagePrecision(ranked, 8)).toBeCloseTo(0.7470238095238095 / 2, 14);
    expect(averagePrecision(ranked, 4, { k: 3 })).toBeCloseTo((1 + 2 / 3) / 4, 14);
    expect(averagePrecision([0], 0)).toMatchObject({ degenerate: "undefined" });
  });

  it("takes the first relevant rank", () => {
    expect(reciprocalRank([0, 0, 2])).toBeCloseTo(1 / 3, 14);
    expect(reciprocalRank([0, 0, 2], { k: 2 })).toBe(0);
    expect(reciprocalRank([])).toBe(0);
  });

  it("is 1 when all relevant items lead, and falls when a relevant item moves down", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 8 }), (relevant, other) => {
        const best = [...Array<number>(relevant).fill(1), ...Array<number>(other).fill(0)];
        expect(averagePrecision(best, relevant)).toBe(1);
        const swapped = best.with(relevant - 1, 0).with(relevant, 1);
        expect(averagePrecision(swapped, relevant)).toBeLessThan(1);
      }),
    );
  });
});
