import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { reconcileTotal } from "./reconcile-total.ts";

describe("reconcileTotal", () => {
  it("brings the sum halfway to the total and keeps every item's share", () => {
    const amount = fc.double({ min: 0.01, max: 1000, noNaN: true });
    fc.assert(
      fc.property(fc.array(amount, { minLength: 1, maxLength: 20 }), amount, (levels, total) => {
        const items = levels.map((level) => Float64Array.of(level, 2 * level));
        const sum = levels.reduce((a, b) => a + b, 0);
        const out = reconcileTotal(items, Float64Array.of(total, total));
        const after = out.reduce((a, item) => a + item[0]!, 0);
        expect(after).toBeCloseTo((sum + total) / 2, 6);
        for (const [i, item] of out.entries()) expect(item[0]! / after).toBeCloseTo(levels[i]! / sum, 9);
      }),
    );
  });

  it("leaves a period without any forecast at zero, and refuses what does not fit", () => {
    expect([...reconcileTotal([new Float64Array(1)], Float64Array.of(5))[0]!]).toEqual([0]);
    expect(() => reconcileTotal([new Float64Array(2)], Float64Array.of(5))).toThrow(/horizons/);
    expect(() => reconcileTotal([], Float64Array.of(5), 2)).toThrow(/totalWeight/);
  });
});
