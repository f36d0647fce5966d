import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { listwiseLoss, pointwiseLoss } from "./ranking-losses.ts";

const batch = {
  labels: [1, 0, 0.5, 0, 1, 1, 0],
  weights: [1, 2, 0.5, 1, 1, 3, 1],
  queryRows: [3, 1, 3],
};

describe("ranking losses", () => {
  for (const [name, lossOf] of Object.entries({ pointwiseLoss, listwiseLoss })) {
    it(`${name}'s slope is its derivative`, () => {
      fc.assert(
        fc.property(fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 7, maxLength: 7 }), (scores) => {
          const { gradient } = lossOf(scores, batch);
          for (let i = 0; i < 7; i++) {
            const moved = (by: number) =>
              lossOf(
                scores.map((s, k) => (k === i ? s + by : s)),
                batch,
              ).loss;
            expect(gradient[i]).toBeCloseTo((moved(1e-4) - moved(-1e-4)) / 2e-4, 5);
          }
        }),
      );
    });
  }

  it("stay finite at extreme scores", () => {
    for (const lossOf of [pointwiseLoss, listwiseLoss]) {
      const { loss, gradient } = lossOf([1000, -1000, 0, 5, 1000, 1000, -1000], batch);
      expect(Number.isFinite(loss)).toBe(true);
      expect(gradient.every(Number.isFinite)).toBe(true);
    }
  });

  it("listwise: a perfect list costs the entropy of its labels, a query without relevance nothing", () => {
    expect(listwiseLoss([50, 0, 0], { labels: [1, 0, 0], weights: [1, 1, 1], queryRows: [3] }).loss).toBeCloseTo(0, 9);
    expect(listwiseLoss([1, 2], { labels: [0, 0], weights: [1, 1], queryRows: [2] }).loss).toBe(0);
    expect(listwiseLoss([0, 0], { labels: [1, 1], weights: [1, 1], queryRows: [2] }).loss).toBeCloseTo(Math.LN2, 9);
  });
});
