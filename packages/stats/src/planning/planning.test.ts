import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isDegenerate, StatsInputError } from "../degenerate.ts";
import { compareArms } from "../effects/compare-arms.ts";
import { normalDraw, seededRandom } from "../seeded-random.ts";
import { daysToDetect } from "./days-to-detect.ts";
import { plannedMean, plannedProportion } from "./planned-metric.ts";
import { minimumDetectableEffect, type PlannedSize, plannedPower, requiredSize } from "./power.ts";

describe("power and size", () => {
  it("agrees with statsmodels 0.13.5 NormalIndPower for means", () => {
    const metric = plannedMean(10, 4);
    expect((requiredSize(metric, 0.2) as PlannedSize).control).toBe(Math.ceil(1569.7721019023288));
    const lopsided = requiredSize(metric, 0.2, { power: 0.9, alternative: "greater", allocation: 2 }) as PlannedSize;
    expect(lopsided.control).toBe(Math.ceil(1284.5771026309044));
    expect(lopsided.treatment).toBe(Math.ceil(2 * 1284.5771026309044));
  });

  it("agrees with the unpooled normal formula for proportions, solved by scipy 1.10.1", () => {
    const metric = plannedProportion(0.1);
    expect(plannedPower(metric, 0.01, 10_000, 10_000)).toBeCloseTo(0.6357058611395967, 12);
    expect(plannedPower(metric, 0.02, 1000, 2000)).toBeCloseTo(0.38746040564242257, 12);
    expect((requiredSize(metric, 0.01) as PlannedSize).control).toBe(Math.ceil(14748.008897023945));
    expect(minimumDetectableEffect(metric, 10_000, 10_000)).toBeCloseTo(0.012199291927783984, 9);
  });

  it("finds the least whole size above ten million", () => {
    // The root of power(n) = .8, to 40 digits by mpmath 1.3: 62790884.0746, 1569772101.8652, 156977210186.524, 74634806.7343.
    const size = (...planned: Parameters<typeof requiredSize>) => requiredSize(...planned);
    for (const [effect, n] of [
      [5e-4, 62_790_885],
      [1e-4, 1_569_772_102],
      [1e-5, 156_977_210_187],
    ] as const)
      expect(size(plannedMean(0, 1), effect)).toEqual({ control: n, treatment: n, total: 2 * n });
    expect(size(plannedProportion(0.05), 1e-4)).toMatchObject({ control: 74_634_807, treatment: 74_634_807 });
  });

  it("plans relative effects with the delta method", () => {
    const metric = plannedMean(2, 4 * 0.25);
    const size = requiredSize(metric, 0.05, { scale: "relative" }) as PlannedSize;
    const se = Math.sqrt((0.25 + 0.25 * 1.05 ** 2) / size.control);
    expect(plannedPower(metric, 0.05, size.control, size.treatment, { scale: "relative" })).toBeGreaterThanOrEqual(0.8);
    expect(0.05 / se).toBeCloseTo(1.959963984540054 + 0.8416212335729142, 2);
  });

  it("the planned power is the power of the test that will be run (simulated)", () => {
    const random = seededRandom("power");
    const n = 200;
    const effect = 0.3;
    let found = 0;
    const trials = 3000;
    const arm = (mean: number): { n: number; mean: number; variance: number } => {
      let sum = 0;
      let squares = 0;
      for (let i = 0; i < n; i++) {
        const x = normalDraw(random);
        sum += x;
        squares += x * x;
      }
      return { n, mean: mean + sum / n, variance: (squares - (sum * sum) / n) / (n - 1) };
    };
    for (let i = 0; i < trials; i++) {
      const result = compareArms(arm(0), arm(effect));
      if (!isDegenerate(result) && result.pValue < 0.05) found++;
    }
    expect(found / trials).toBeCloseTo(plannedPower(plannedMean(0, 1), effect, n, n), 1);
  });

  it("size, power and detectable effect agree with each other", () => {
    const rate = fc.double({ min: 0.001, max: 0.5, noNaN: true });
    const lift = fc.double({ min: 0.01, max: 0.5, noNaN: true });
    fc.assert(
      fc.property(rate, lift, fc.double({ min: 0.5, max: 0.99, noNaN: true }), (p, relative, power) => {
        const metric = plannedProportion(p);
        const effect = p * relative;
        const size = requiredSize(metric, effect, { power }) as PlannedSize;
        expect(plannedPower(metric, effect, size.control, size.treatment)).toBeGreaterThanOrEqual(power - 1e-6);
        expect(plannedPower(metric, effect, size.control * 0.9, size.treatment * 0.9)).toBeLessThan(power + 0.02);
        const found = minimumDetectableEffect(metric, size.control, size.treatment, { power }) as number;
        expect(found / effect).toBeLessThanOrEqual(1 + 1e-6);
        if (size.control > 50) expect(found / effect).toBeGreaterThan(0.97);
      }),
    );
  });

  it("states why it cannot answer", () => {
    const metric = plannedProportion(0.5);
    expect(requiredSize(metric, 0)).toMatchObject({ degenerate: "undefined" });
    expect(requiredSize(metric, -0.1, { alternative: "greater" })).toMatchObject({ degenerate: "undefined" });
    expect(minimumDetectableEffect(metric, 2, 2)).toMatchObject({ degenerate: "too-few" });
    expect(() => plannedPower(metric, 0.6, 10, 10)).toThrow(StatsInputError);
    expect(() => plannedProportion(0)).toThrow(StatsInputError);
    expect(minimumDetectableEffect(plannedMean(0, 1), 10, 10, { scale: "relative" })).toMatchObject({
      degenerate: "zero-baseline",
    });
    expect(minimumDetectableEffect(metric, 1e4, 1e4, { direction: "decrease" })).toBeLessThan(0);
  });
});

describe("daysToDetect", () => {
  it("runs two full weeks at least, and whole weeks", () => {
    expect(daysToDetect(1000, 10_000)).toEqual({ daysForUnits: 1, days: 14 });
    expect(daysToDetect(150_000, 10_000)).toEqual({ daysForUnits: 15, days: 21 });
    expect(daysToDetect(150_000, 10_000, { wholeWeeks: false })).toEqual({ daysForUnits: 15, days: 15 });
    expect(daysToDetect(50_000, 10_000, { exposure: 0.5, minimumDays: 1 })).toEqual({ daysForUnits: 10, days: 14 });
  });

  it("counts a list of days and repeats its last week", () => {
    const week = [5, 4, 3, 2, 1, 1, 1];
    expect(daysToDetect(12, week, { minimumDays: 1, wholeWeeks: false })).toEqual({ daysForUnits: 3, days: 3 });
    expect(daysToDetect(34, week, { minimumDays: 1, wholeWeeks: false })).toEqual({ daysForUnits: 14, days: 14 });
    expect(daysToDetect(35, week, { minimumDays: 1, wholeWeeks: false })).toEqual({ daysForUnits: 15, days: 15 });
    expect(daysToDetect(35, new Float64Array(7))).toMatchObject({ degenerate: "undefined" });
    expect(daysToDetect(35, [])).toMatchObject({ degenerate: "empty" });
    expect(() => daysToDetect(35, -1)).toThrow(StatsInputError);
  });
});
