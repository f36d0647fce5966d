import fc from "fast-check";
import { expect, it } from "vitest";
import { TopHits } from "./top-hits.ts";

it("never keeps a score that is not a number, wherever it comes", () => {
  const best = new TopHits(3);
  [Number.NaN, 1, Number.NaN, 5, 3, Number.NaN, 4].forEach((score, ordinal) => {
    best.offer(score, ordinal);
  });
  expect(best.drain().map(({ score }) => score)).toEqual([5, 4, 3]);
  best.offer(Number.NaN, 9);
  expect(best.drain()).toEqual([]);
});

it("keeps what sorting would keep, in its order", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 60 }), fc.nat({ max: 20 }), (scores, limit) => {
      const best = new TopHits(limit);
      scores.forEach((score, ordinal) => {
        best.offer(score, ordinal);
      });
      const sorted = scores.map((score, ordinal) => ({ score, ordinal }));
      sorted.sort((a, b) => b.score - a.score || a.ordinal - b.ordinal);
      expect(best.drain().map(({ score, ordinal }) => ({ score, ordinal }))).toEqual(sorted.slice(0, limit));
      expect(best.size).toBe(0);
    }),
  );
});
