import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { seededRandom } from "../seeded-random.ts";
import type { FitOutcome } from "./size-model.ts";
import { fitSizeOffset, type OffsetRecord, shiftSizes } from "./size-offset.ts";

describe("size offsets", () => {
  it("shift probabilities as proportional odds do", () => {
    const shares = fc.array(fc.double({ min: 0.01, max: 1, noNaN: true }), { minLength: 2, maxLength: 8 });
    fc.assert(
      fc.property(shares, fc.double({ min: -4, max: 4, noNaN: true }), (raw, offset) => {
        const total = raw.reduce((sum, share) => sum + share, 0);
        const probabilities = raw.map((share) => share / total);
        const shifted = shiftSizes(probabilities, offset);
        expect(shifted.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
        for (const [k, share] of shiftSizes(shifted, -offset).entries())
          expect(share).toBeCloseTo(probabilities[k]!, 6);
        const mean = (of: ArrayLike<number>) => Array.from(of).reduce((sum, share, k) => sum + share * k, 0);
        if (offset > 0.01) expect(mean(shifted)).toBeGreaterThan(mean(probabilities));
      }),
    );
  });

  it("are found again from records drawn with them, censored ones included", () => {
    const random = seededRandom(1);
    const offset = 1.2;
    const draw = (probabilities: Float64Array) => {
      const place = random();
      let sum = 0;
      for (const [k, share] of probabilities.entries()) {
        sum += share;
        if (place < sum) return k;
      }
      return probabilities.length - 1;
    };
    const records = Array.from({ length: 4000 }, (): OffsetRecord => {
      const raw = Array.from({ length: 5 }, () => 0.05 + random());
      const total = raw.reduce((a, b) => a + b, 0);
      const probabilities = Float64Array.from(raw, (share) => share / total);
      const truth = draw(shiftSizes(probabilities, offset));
      const size = Math.floor(random() * 5);
      const outcome: FitOutcome = size < truth ? "tooSmall" : size > truth ? "tooLarge" : "kept";
      return { probabilities, size, outcome };
    });
    expect(fitSizeOffset(records, 10)).toBeCloseTo(offset, 1);
    expect(Math.abs(fitSizeOffset(records.slice(0, 2), 0.2))).toBeLessThan(0.2);
    expect(fitSizeOffset([], 1)).toBeCloseTo(0, 6);
  });
});
