import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isDegenerate, StatsInputError } from "../degenerate.ts";
import { compareArms, type Effect } from "./compare-arms.ts";
import { meanSummary, proportionSummary, type SampleSummary } from "./sample-summary.ts";

function effect(control: SampleSummary | object, treatment: SampleSummary | object, options = {}): Effect {
  const result = compareArms(control as SampleSummary, treatment as SampleSummary, options);
  if (isDegenerate(result)) throw new Error(result.detail);
  return result;
}

const a = [27.5, 21.0, 19.0, 23.6, 17.0, 17.9, 16.9, 20.1, 21.9, 22.6, 23.1, 19.6, 19.0, 21.7, 21.4];
const b = [27.1, 22.0, 20.8, 23.4, 23.4, 23.5, 25.8, 22.0, 24.8, 20.2, 21.9, 22.1, 22.9, 30.5, 24.4];

describe("compareArms", () => {
  it("agrees with scipy 1.10.1 ttest_ind(equal_var=False) on Welch's worked example", () => {
    const result = effect(meanSummary(a), meanSummary(b));
    expect(result.statistic).toBeCloseTo(2.8529548701715215, 12);
    expect(result.degreesOfFreedom).toBeCloseTo(27.88730398842012, 10);
    expect(result.pValue).toBeCloseTo(0.008071938172194901, 14);
    expect(result.interval.low).toBeCloseTo(0.7986439248746993, 9);
    expect(result.interval.high).toBeCloseTo(4.868022741791965, 9);
    expect(effect(meanSummary(a), meanSummary(b), { alternative: "greater" }).pValue).toBeCloseTo(
      0.004035969086097451,
      14,
    );
  });

  it("agrees with GrowthBook's published figures (gbstats, tests/frequentist/test_tests.py)", () => {
    const control = { n: 3407, mean: 0.41, variance: 3.9 ** 2 };
    const treatment = { n: 3461, mean: 0.7, variance: 6.2 ** 2 };
    const relative = effect(control, treatment, { scale: "relative" });
    expect(relative.estimate).toBeCloseTo(0.70732, 5);
    expect(relative.standardError).toBeCloseTo(0.37879, 5);
    expect(relative.interval.low).toBeCloseTo(-0.03526, 5);
    expect(relative.interval.high).toBeCloseTo(1.44989, 5);
    expect(relative.pValue).toBeCloseTo(0.06191, 5);
    const absolute = effect(control, treatment);
    expect([absolute.interval.low, absolute.interval.high]).toEqual([
      expect.closeTo(0.04538, 5),
      expect.closeTo(0.53462, 5),
    ]);
    expect(absolute.pValue).toBeCloseTo(0.02016, 5);
  });

  it("refers relative effects to the size of a negative control mean", () => {
    const plus = effect({ n: 50, mean: 2, variance: 1 }, { n: 60, mean: 2.5, variance: 1.2 }, { scale: "relative" });
    const minus = effect({ n: 50, mean: -2, variance: 1 }, { n: 60, mean: -2.5, variance: 1.2 }, { scale: "relative" });
    expect(minus.estimate).toBeCloseTo(-plus.estimate, 12);
    expect(minus.standardError).toBeCloseTo(plus.standardError, 12);
  });

  it("states why it cannot answer", () => {
    const arm = { n: 10, mean: 1, variance: 1 };
    expect(compareArms({ ...arm, n: 0 }, arm)).toMatchObject({ degenerate: "empty" });
    expect(compareArms({ ...arm, n: 1 }, arm)).toMatchObject({ degenerate: "too-few" });
    expect(compareArms({ ...arm, mean: Number.NaN }, arm)).toMatchObject({ degenerate: "not-finite" });
    expect(compareArms({ ...arm, variance: 0 }, { ...arm, variance: 0 })).toMatchObject({ degenerate: "constant" });
    expect(compareArms({ ...arm, mean: 0 }, arm, { scale: "relative" })).toMatchObject({ degenerate: "zero-baseline" });
    expect(meanSummary([1, Number.POSITIVE_INFINITY])).toMatchObject({ degenerate: "not-finite" });
    expect(meanSummary([])).toMatchObject({ degenerate: "empty" });
    expect(() => compareArms(arm, arm, { level: 1 })).toThrow(StatsInputError);
    expect(() => proportionSummary(3, 2)).toThrow(StatsInputError);
    expect(() => proportionSummary(0.5, 2)).toThrow(StatsInputError);
  });

  it("is stable for a billion units and rates of 1e-7, and never says p = 0", () => {
    const tiny = effect(proportionSummary(100, 1e9), proportionSummary(150, 1e9));
    expect(tiny.statistic).toBeCloseTo(50 / Math.sqrt(100 * (1 - 1e-7) + 150 * (1 - 1.5e-7)), 9);
    const huge = effect(proportionSummary(1e8, 1e9), proportionSummary(2e8, 1e9));
    expect(huge.pValue).toBeGreaterThan(0);
  });
});

describe("properties of the comparison", () => {
  const arm = fc.record({
    n: fc.integer({ min: 2, max: 1e6 }),
    mean: fc.double({ min: 0.01, max: 1e3, noNaN: true }),
    variance: fc.double({ min: 1e-3, max: 1e4, noNaN: true }),
  });

  it("swapping arms mirrors the absolute effect", () => {
    fc.assert(
      fc.property(arm, arm, (c, t) => {
        const forth = effect(c, t);
        const back = effect(t, c);
        expect(back.estimate).toBeCloseTo(-forth.estimate, 9);
        expect(back.pValue).toBeCloseTo(forth.pValue, 12);
        expect(back.interval.low).toBeCloseTo(-forth.interval.high, 6);
      }),
    );
  });

  it("p-values and relative effects ignore the unit of the metric", () => {
    fc.assert(
      fc.property(arm, arm, fc.double({ min: 1e-3, max: 1e3, noNaN: true }), (c, t, k) => {
        const scaled = (s: SampleSummary): SampleSummary => ({
          n: s.n,
          mean: s.mean * k,
          variance: s.variance * k * k,
        });
        expect(effect(scaled(c), scaled(t)).pValue).toBeCloseTo(effect(c, t).pValue, 6);
        const relative = effect(c, t, { scale: "relative" });
        const other = effect(scaled(c), scaled(t), { scale: "relative" });
        expect(other.estimate).toBeCloseTo(relative.estimate, 5);
        expect(other.standardError / relative.standardError).toBeCloseTo(1, 5);
      }),
    );
  });

  it("intervals invert tests, on both scales and all sides", () => {
    fc.assert(
      fc.property(
        arm,
        arm,
        fc.constantFrom("absolute" as const, "relative" as const),
        fc.constantFrom("two-sided" as const, "greater" as const, "less" as const),
        fc.double({ min: 0.5, max: 0.999, noNaN: true }),
        (c, t, scale, alternative, level) => {
          const { interval } = effect(c, t, { scale, alternative, level });
          for (const nullEffect of [interval.low, interval.high].filter(Number.isFinite)) {
            const at = effect(c, t, { scale, alternative, level, nullEffect });
            expect(at.pValue).toBeCloseTo(1 - level, 6);
          }
        },
      ),
    );
  });

  it("the order of values does not matter", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 50 }),
        (values) => {
          const forth = meanSummary(values) as SampleSummary;
          const back = meanSummary([...values].reverse()) as SampleSummary;
          expect(back.mean).toBeCloseTo(forth.mean, 6);
          expect(Math.abs(back.variance - forth.variance)).toBeLessThanOrEqual(1e-9 * (1 + forth.variance));
        },
      ),
    );
  });
});
