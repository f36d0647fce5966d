import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isDegenerate } from "../degenerate.ts";
import type { Effect, Interval } from "./compare-arms.ts";
import {
  agrestiCaffoDifference,
  logRatioLift,
  newcombeDifference,
  waldDifference,
  wilsonInterval,
} from "./proportion-intervals.ts";
import { type Count, twoProportionZ } from "./two-proportion-z.ts";

const control = { successes: 45, n: 500 };
const treatment = { successes: 60, n: 480 };

function sure<T extends object>(value: T): Exclude<T, { degenerate: unknown }> {
  if (isDegenerate(value)) throw new Error(value.detail);
  return value as Exclude<T, { degenerate: unknown }>;
}

function expectInterval(got: Interval | object, low: number, high: number, digits = 10): void {
  const interval = sure(got) as Interval;
  expect(interval.low).toBeCloseTo(low, digits);
  expect(interval.high).toBeCloseTo(high, digits);
}

describe("two proportions", () => {
  it("agrees with statsmodels 0.13.5 proportions_ztest (pooled) and scipy for the unpooled z", () => {
    const pooled = sure(twoProportionZ(control, treatment)) as Effect;
    expect(pooled.statistic).toBeCloseTo(1.7708754896942929, 12);
    expect(pooled.pValue).toBeCloseTo(0.07658140903566986, 13);
    const unpooled = sure(twoProportionZ(control, treatment, { variance: "unpooled" })) as Effect;
    expect(unpooled.statistic).toBeCloseTo(1.7685237377665237, 12);
    expect(unpooled.pValue).toBeCloseTo(0.07697338738532007, 13);
    const rare = sure(twoProportionZ({ successes: 100, n: 1e9 }, { successes: 150, n: 1e9 })) as Effect;
    expect(rare.statistic).toBeCloseTo(3.1622778578107518, 10);
    expect(rare.pValue).toBeCloseTo(0.0015654011954569541, 12);
  });

  it("agrees with statsmodels 0.13.5 confint_proportions_2indep", () => {
    expectInterval(waldDifference(control, treatment), -0.003788701555985645, 0.07378870155598566);
    expectInterval(agrestiCaffoDifference(control, treatment), -0.004038139864650181, 0.07388324078875458);
    expectInterval(newcombeDifference(control, treatment), -0.003873745174602171, 0.07435745003619952);
    expectInterval(logRatioLift(control, treatment), 0.9635299982984643 - 1, 2.0020262462876417 - 1);
  });

  it("agrees with Newcombe's published examples (1998, table II, method 10)", () => {
    expectInterval(newcombeDifference({ successes: 48, n: 80 }, { successes: 56, n: 70 }), 0.0524, 0.3339, 4);
    expectInterval(newcombeDifference({ successes: 3, n: 10 }, { successes: 9, n: 10 }), 0.1705, 0.809, 4);
  });

  it("agrees with statsmodels 0.13.5 proportion_confint(method='wilson')", () => {
    expectInterval(wilsonInterval({ successes: 0, n: 10 }), 0, 0.27753279986288926);
    expectInterval(wilsonInterval({ successes: 3, n: 10 }), 0.10779126740630104, 0.6032218525388546);
    expectInterval(wilsonInterval({ successes: 10, n: 10 }), 0.7224672001371106, 1);
    expectInterval(wilsonInterval({ successes: 81, n: 263 }), 0.2552885198782742, 0.36620957698280004);
    expectInterval(wilsonInterval({ successes: 1, n: 1e7 }), 1.7652455711617434e-8, 5.664932019606464e-7, 15);
  });

  it("pools an arm that all has the outcome with one that has none", () => {
    // √6 and 2 (1 − Φ(√6)) by mpmath 1.3; statsmodels' proportions_ztest gives the same.
    const effect = twoProportionZ({ successes: 0, n: 3 }, { successes: 3, n: 3 });
    expect(effect).toMatchObject({ estimate: 1 });
    if (isDegenerate(effect)) return;
    expect(effect.statistic).toBeCloseTo(2.449489742783178, 12);
    expect(effect.pValue).toBeCloseTo(0.0143058784354296, 12);
    expect(effect.interval.low).toBeCloseTo(1 - 1.959963984540054 / 2.449489742783178, 12);
    expect(isDegenerate(twoProportionZ({ successes: 0, n: 3 }, { successes: 3, n: 3 }, { variance: "unpooled" }))).toBe(
      true,
    );
  });

  it("states why it cannot answer", () => {
    const none = { successes: 0, n: 100 };
    expect(twoProportionZ(none, none)).toMatchObject({ degenerate: "constant" });
    expect(twoProportionZ({ successes: 0, n: 0 }, none)).toMatchObject({ degenerate: "empty" });
    expect(waldDifference(none, none)).toMatchObject({ degenerate: "constant" });
    expect(logRatioLift(none, treatment)).toMatchObject({ degenerate: "zero-baseline" });
    expect(logRatioLift(treatment, none)).toMatchObject({ degenerate: "low-counts" });
    expect(isDegenerate(logRatioLift(none, treatment, 0.95, true))).toBe(false);
    expect(isDegenerate(newcombeDifference(none, none))).toBe(false);
  });

  it("Wald inverts the unpooled test, and every interval mirrors when arms swap and when outcomes swap", () => {
    const count = fc
      .tuple(fc.integer({ min: 2, max: 5000 }), fc.double({ min: 0.01, max: 0.99, noNaN: true }))
      .map(([n, share]): Count => ({ n, successes: Math.min(n - 1, Math.max(1, Math.round(n * share))) }));
    fc.assert(
      fc.property(count, count, (c, t) => {
        const wald = sure(waldDifference(c, t)) as Interval;
        const z = sure(twoProportionZ(c, t, { variance: "unpooled" })) as Effect;
        expect(wald.low > 0 || wald.high < 0).toBe(z.pValue < 0.05);
        const failures = (x: Count): Count => ({ n: x.n, successes: x.n - x.successes });
        for (const of of [waldDifference, newcombeDifference, agrestiCaffoDifference]) {
          const forth = sure(of(c, t)) as Interval;
          expectInterval(of(t, c), -forth.high, -forth.low, 9);
          expectInterval(of(failures(c), failures(t)), -forth.high, -forth.low, 9);
        }
      }),
    );
  });
});
