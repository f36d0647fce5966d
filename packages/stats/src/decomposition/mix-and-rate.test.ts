import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isDegenerate, StatsInputError } from "../degenerate.ts";
import { type MixAndRate, mixAndRate } from "./mix-and-rate.ts";
import type { Segment } from "./segments.ts";

const segment = (name: string, numerator: number, denominator: number): Segment => ({ name, numerator, denominator });

function split(before: readonly Segment[], after: readonly Segment[]): MixAndRate {
  const result = mixAndRate(before, after);
  if (isDegenerate(result)) throw new Error(result.detail);
  return result;
}

const period = fc.uniqueArray(
  fc.record({
    name: fc.constantFrom("a", "b", "c", "d", "e"),
    denominator: fc.integer({ min: 1, max: 1e6 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
  { selector: ({ name }) => name, minLength: 1 },
);
const segments = period.map((list) =>
  list.map((s) => segment(s.name, Math.round(s.share * s.denominator), s.denominator)),
);

describe("mixAndRate", () => {
  it("finds pure mix, pure rate, and both, by hand", () => {
    const before = [segment("phone", 10, 1000), segment("desktop", 50, 1000)];
    const mixOnly = split(before, [segment("phone", 30, 3000), segment("desktop", 50, 1000)]);
    expect(mixOnly.change).toBeCloseTo(-0.01, 12);
    expect(mixOnly.rate).toBeCloseTo(0, 12);
    expect(mixOnly.mix).toBeCloseTo(-0.01, 12);
    const rateOnly = split(before, [segment("phone", 20, 1000), segment("desktop", 50, 1000)]);
    expect(rateOnly.mix).toBeCloseTo(0, 12);
    expect(rateOnly.segments[0]).toMatchObject({ name: "phone", rate: expect.closeTo(0.005, 12) });
    // w: .5/.5 → .75/.25, r: .01/.05 → .02/.05; Kitagawa's averages by hand.
    const both = split(before, [segment("phone", 60, 3000), segment("desktop", 50, 1000)]);
    expect(both.mix).toBeCloseTo(0.25 * 0.015 - 0.25 * 0.05, 12);
    expect(both.rate).toBeCloseTo(0.625 * 0.01, 12);
  });

  it("puts a segment that is new or gone into mix, against the average", () => {
    const result = split(
      [segment("web", 20, 1000), segment("kiosk", 5, 100)],
      [segment("web", 20, 1000), segment("app", 90, 1000)],
    );
    const app = result.segments.find(({ name }) => name === "app")!;
    const kiosk = result.segments.find(({ name }) => name === "kiosk")!;
    expect(app).toMatchObject({ rateBefore: null, rate: 0, shareBefore: 0 });
    expect(app.mix).toBeGreaterThan(0);
    expect(kiosk).toMatchObject({ rateAfter: null, rate: 0, shareAfter: 0 });
    expect(result.segments[0]!.name).toBe("app");
  });

  it("sums to the change, exactly to rounding, whatever the segments", () => {
    fc.assert(
      fc.property(segments, segments, (before, after) => {
        const result = split(before, after);
        expect(Math.abs(result.mix + result.rate - result.change)).toBeLessThan(1e-14);
        const parts = result.segments.reduce((sum, s) => sum + s.contribution, 0);
        expect(Math.abs(parts - result.change)).toBeLessThan(1e-14);
      }),
    );
  });

  it("turns every sign when time turns round, and ignores the order and the names of segments", () => {
    fc.assert(
      fc.property(segments, segments, (before, after) => {
        const forward = split(before, after);
        const back = split(after, before);
        expect(back.mix).toBeCloseTo(-forward.mix, 12);
        expect(back.rate).toBeCloseTo(-forward.rate, 12);
        const renamed = (list: readonly Segment[]) => list.toReversed().map((s) => ({ ...s, name: `x${s.name}` }));
        expect(split(renamed(before), renamed(after)).mix).toBeCloseTo(forward.mix, 12);
      }),
    );
  });

  it("holds for rates of 1e-7 over a billion", () => {
    const result = split(
      [segment("a", 60, 6e8), segment("b", 80, 4e8)],
      [segment("a", 50, 5e8), segment("b", 130, 5e8)],
    );
    expect(result.change).toBeCloseTo(4e-8, 20);
    expect((result.mix + result.rate) / result.change).toBeCloseTo(1, 9);
  });

  it("sees Simpson's trap in the admissions of Berkeley (Bickel, Hammel & O'Connell 1975, six departments)", () => {
    const men = [
      segment("A", 512, 825),
      segment("B", 353, 560),
      segment("C", 120, 325),
      segment("D", 138, 417),
      segment("E", 53, 191),
      segment("F", 22, 373),
    ];
    const women = [
      segment("A", 89, 108),
      segment("B", 17, 25),
      segment("C", 202, 593),
      segment("D", 131, 375),
      segment("E", 94, 393),
      segment("F", 24, 341),
    ];
    const result = split(men, women);
    expect(result.rateBefore).toBeCloseTo(1198 / 2691, 12);
    expect(result.rateAfter).toBeCloseTo(557 / 1835, 12);
    expect(result.simpson.trap).toBe("mix-driven");
    expect(result.simpson.againstShare).toBeGreaterThan(0.5);
  });

  it("reports a full reversal from a change that the segments share", () => {
    // Kidney stones (Charig et al. 1986): treatment B looks better though A is better for small and for large stones.
    const a = [segment("small", 81, 87), segment("large", 192, 263)];
    const b = [segment("small", 234, 270), segment("large", 55, 80)];
    expect(split(a, b)).toMatchObject({ simpson: { trap: "reversal", againstShare: expect.closeTo(1, 12) } });
    const better = [segment("small", 85, 87), segment("large", 200, 263)];
    expect(split(a, better)).toMatchObject({ simpson: { trap: "none", againstShare: 0 } });
    expect(split(a, a)).toMatchObject({ change: 0, simpson: { trap: "none" } });
  });

  it("says when a period is empty and refuses figures that cannot be", () => {
    expect(mixAndRate([], [segment("a", 1, 2)])).toMatchObject({ degenerate: "empty" });
    expect(mixAndRate([segment("a", 1, 2)], [segment("a", 0, 0)])).toMatchObject({ degenerate: "empty" });
    expect(() => split([segment("a", 1, 0)], [segment("a", 1, 2)])).toThrow(StatsInputError);
    expect(() => split([segment("a", Number.NaN, 1)], [segment("a", 1, 2)])).toThrow(StatsInputError);
    expect(() => split([segment("a", 1, 2), segment("a", 1, 2)], [segment("a", 1, 2)])).toThrow(StatsInputError);
  });
});
