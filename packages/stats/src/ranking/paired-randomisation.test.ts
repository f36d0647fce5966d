import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isDegenerate, StatsInputError } from "../degenerate.ts";
import { normalDraw, seededRandom } from "../seeded-random.ts";
import {
  type PairedRandomisation,
  type PairedRandomisationOptions,
  pairedRandomisation,
} from "./paired-randomisation.ts";

const first = [0.3, 0.5, 0.2, 0.7, 0.1, 0.4, 0.6, 0.25];
const second = [0.45, 0.5, 0.35, 0.65, 0.3, 0.5, 0.55, 0.4];

function run(a: number[], b: number[], options: Partial<PairedRandomisationOptions> = {}): PairedRandomisation {
  const result = pairedRandomisation(a, b, { random: seededRandom(1), ...options });
  if (isDegenerate(result)) throw new Error(result.detail);
  return result;
}

describe("pairedRandomisation", () => {
  it("gives the exact p of SciPy 1.10.1 (stats.permutation_test, permutation_type 'samples')", () => {
    const result = run(first, second);
    expect(result.exact).toBe(true);
    expect(result.pValue).toBe(0.078125);
    expect(run(first, second, { alternative: "greater" }).pValue).toBe(0.0390625);
    expect(run(first, second, { alternative: "less" }).pValue).toBe(0.9765625);
    expect([result.wins, result.losses, result.ties]).toEqual([5, 2, 1]);
    expect(result.meanDifference).toBeCloseTo(0.08125, 12);
  });

  it("agrees with the enumeration when it samples", () => {
    const random = seededRandom(7);
    const a = Array.from({ length: 200 }, () => normalDraw(random));
    const b = a.map((value) => value + 0.14 + normalDraw(random));
    const d = b.map((value, i) => value - a[i]!);
    // Under random signs the sum of 200 differences is normal within a few per mille: an independent yardstick.
    const z = d.reduce((s, x) => s + x, 0) / Math.sqrt(d.reduce((s, x) => s + x * x, 0));
    const expected = 2 * (1 - normalCdf(Math.abs(z)));
    expect(run(a, b, { samples: 40_000 }).pValue).toBeCloseTo(expected, 2);
  });

  it("never gives a p of 0, and 1 when all queries tie", () => {
    const zeros = Array.from({ length: 60 }, () => 0);
    const ones = Array.from({ length: 60 }, () => 1);
    expect(run(zeros, ones, { samples: 999 }).pValue).toBe(1 / 1000);
    expect(run(ones, ones).pValue).toBe(1);
  });

  it("says when there is nothing to test, and refuses unequal lengths", () => {
    expect(pairedRandomisation([], [], { random: seededRandom(1) })).toMatchObject({ degenerate: "empty" });
    expect(pairedRandomisation([1], [Number.NaN], { random: seededRandom(1) })).toMatchObject({
      degenerate: "not-finite",
    });
    expect(() => pairedRandomisation([1], [1, 2], { random: seededRandom(1) })).toThrow(StatsInputError);
  });

  it("keeps p when the systems trade places, the queries are shuffled or the scores are rescaled", () => {
    const scores = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 })), {
      minLength: 1,
      maxLength: 10,
    });
    fc.assert(
      fc.property(scores, (pairs) => {
        const a = pairs.map(([x]) => x);
        const b = pairs.map(([, y]) => y);
        const p = run(a, b).pValue;
        expect(run(b, a).pValue).toBe(p);
        expect(run(a.toReversed(), b.toReversed()).pValue).toBe(p);
        expect(
          run(
            a.map((x) => x / 8 + 3),
            b.map((y) => y / 8 + 3),
          ).pValue,
        ).toBe(p);
        expect(p).toBeGreaterThanOrEqual(2 ** -a.length);
      }),
    );
  });
});

/** Abramowitz & Stegun 26.2.17, good to 7.5e-8: enough to check a sampled p. */
function normalCdf(z: number): number {
  const t = 1 / (1 + 0.2316419 * z);
  const tail = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return 1 - (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * tail;
}
