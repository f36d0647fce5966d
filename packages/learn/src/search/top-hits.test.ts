import fc from "fast-check";
import { expect, it } from "vitest";
import { TopHits } from "./top-hits.ts";

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
