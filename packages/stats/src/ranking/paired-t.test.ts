import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isDegenerate } from "../degenerate.ts";
import { pairedT } from "./paired-t.ts";

const first = [0.3, 0.5, 0.2, 0.7, 0.1, 0.4, 0.6, 0.25];
const second = [0.45, 0.5, 0.35, 0.65, 0.3, 0.5, 0.55, 0.4];

describe("pairedT", () => {
  it("gives the figures of SciPy 1.10.1 (stats.ttest_rel)", () => {
    const result = pairedT(first, second);
    if (isDegenerate(result)) throw new Error(result.detail);
    expect(result.t).toBeCloseTo(2.3032439591641207, 10);
    expect(result.pValue).toBeCloseTo(0.05472886251596521, 10);
    expect(result.interval[0]).toBeCloseTo(-0.0021652715912525017, 10);
    expect(result.interval[1]).toBeCloseTo(0.16466527159125255, 10);
    expect(pairedT(first, second, { alternative: "greater" })).toMatchObject({
      pValue: expect.closeTo(0.027364431257982606, 10),
    });
  });

  it("says when there is no spread to test against", () => {
    expect(pairedT([0.1], [0.2])).toMatchObject({ degenerate: "too-few" });
    expect(pairedT([0.1, 0.2, 0.3], [0.2, 0.3, 0.4])).toMatchObject({ degenerate: "constant" });
    expect(pairedT([0.1, Number.POSITIVE_INFINITY], [0.2, 0.3])).toMatchObject({ degenerate: "not-finite" });
  });

  it("turns its sign and keeps its p when the systems trade places; its interval inverts the test", () => {
    const pairs = fc.array(fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 50 })), {
      minLength: 3,
      maxLength: 30,
    });
    fc.assert(
      fc.property(pairs, (rows) => {
        const a = rows.map(([x]) => x / 50);
        const b = rows.map(([, y]) => y / 50);
        const forward = pairedT(a, b);
        const back = pairedT(b, a);
        if (isDegenerate(forward) || isDegenerate(back)) {
          expect(isDegenerate(forward) && isDegenerate(back)).toBe(true);
          return;
        }
        expect(back.t).toBeCloseTo(-forward.t, 9);
        expect(back.pValue).toBeCloseTo(forward.pValue, 9);
        if (Math.abs(forward.pValue - 0.05) > 1e-9) {
          const holdsZero = forward.interval[0] <= 0 && forward.interval[1] >= 0;
          expect(holdsZero).toBe(forward.pValue > 0.05);
        }
      }),
    );
  });
});
