import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isDegenerate, StatsInputError } from "../degenerate.ts";
import { seededRandom } from "../seeded-random.ts";
import { type ExplainedShare, explainedShare } from "./explained-share.ts";
import { mixAndRate } from "./mix-and-rate.ts";
import type { Segment } from "./segments.ts";

const segment = (name: string, numerator: number, denominator: number): Segment => ({ name, numerator, denominator });

function sound(result: ReturnType<typeof explainedShare>): ExplainedShare {
  if (isDegenerate(result)) throw new Error(result.detail);
  return result;
}

function mixOf(before: readonly Segment[], after: readonly Segment[]): number {
  const split = mixAndRate(before, after);
  return isDegenerate(split) ? Number.NaN : split.mix;
}

describe("explainedShare", () => {
  it("is the effect over the change, by hand", () => {
    const before = [segment("ran", 490, 4900), segment("timed-out", 2, 100)];
    const after = [segment("ran", 430, 4300), segment("timed-out", 14, 700)];
    const { share, low, high, change } = sound(explainedShare(before, after, mixOf));
    expect(change).toBeCloseTo(444 / 5000 - 492 / 5000, 12);
    expect(share).toBeCloseTo(1, 12);
    expect(low).toBeLessThan(1);
    expect(high).toBeGreaterThan(1);
  });

  it("has the variance of a difference of proportions where the effect is one: S = E/Δ with E = r₁ − 0.1 fixed (by hand)", () => {
    // E = after − 1/10, Δ = after − before: E − SΔ = (1−S) after + S before − 0.1, independent binomials.
    const [before, after] = [[segment("a", 200, 1000)], [segment("a", 150, 1000)]];
    const { share, high } = sound(
      explainedShare(before, after, (_, now) => now[0]!.numerator / now[0]!.denominator - 0.1),
    );
    expect(share).toBeCloseTo(0.05 / -0.05, 12);
    const variance = (2 ** 2 * 0.15 * 0.85) / 1000 + (0.2 * 0.8) / 1000;
    expect(high - share).toBeCloseTo((1.959964 * Math.sqrt(variance)) / 0.05, 3);
  });

  it("covers the true share about as often as it says", () => {
    const random = seededRandom(7);
    const binomial = (n: number, p: number) => {
      let hits = 0;
      for (let i = 0; i < n; i++) if (random() < p) hits++;
      return hits;
    };
    const population = (rows: number, bad: number, good: number): Segment[] => [
      segment("ran", rows * (1 - bad) * good, rows * (1 - bad)),
      segment("timed-out", rows * bad * 0.05, rows * bad),
    ];
    const usual = population(8000, 0.02, 0.3);
    // A fifth of answers timed out, and the others were a little worse as well.
    const changed = population(2000, 0.2, 0.28);
    const truth = sound(explainedShare(usual, changed, mixOf)).share;
    const drawn = (of: Segment[]) => {
      const rows = of[0]!.denominator + of[1]!.denominator;
      const timedOut = binomial(rows, of[1]!.denominator / rows);
      return of.map(({ name, numerator, denominator }, i) => {
        const n = i === 0 ? rows - timedOut : timedOut;
        return segment(name, binomial(n, numerator / denominator), n);
      });
    };
    let covered = 0;
    const runs = 300;
    for (let run = 0; run < runs; run++) {
      const { low, high } = sound(explainedShare(drawn(usual), drawn(changed), mixOf));
      if (low <= truth && high >= truth) covered++;
    }
    expect(covered / runs).toBeGreaterThan(0.91);
    expect(covered / runs).toBeLessThan(0.99);
  });

  it("is said where nothing changed, and never NaN", () => {
    const same = [segment("a", 10, 100)];
    expect(explainedShare(same, same, mixOf)).toMatchObject({ degenerate: "constant" });
    expect(explainedShare([], same, mixOf)).toMatchObject({ degenerate: "empty" });
    expect(explainedShare(same, [segment("a", 20, 100)], () => Number.NaN)).toMatchObject({ degenerate: "undefined" });
    expect(() => explainedShare(same, same, mixOf, 1)).toThrow(StatsInputError);
    const cell = fc.tuple(fc.nat(50), fc.nat(50)).map(([hits, more]) => [hits, hits + more] as const);
    fc.assert(
      fc.property(fc.array(cell, { maxLength: 4 }), fc.array(cell, { maxLength: 4 }), (before, after) => {
        const name = (cells: readonly (readonly [number, number])[]) =>
          cells.map(([n, d], i) => segment(`s${i}`, n, d));
        const result = explainedShare(name(before), name(after), mixOf);
        if (isDegenerate(result)) return;
        for (const value of Object.values(result)) expect(value).not.toBeNaN();
        expect(result.low).toBeLessThanOrEqual(result.share);
      }),
    );
  });
});
