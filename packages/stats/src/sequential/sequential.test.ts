import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isDegenerate, StatsInputError } from "../degenerate.ts";
import { normalDraw, seededRandom } from "../seeded-random.ts";
import { confidenceSequence, type SequentialReading } from "./confidence-sequence.ts";
import { groupSequential, spentError } from "./group-sequential.ts";
import { msprt, msprtPath } from "./msprt.ts";
import { type StatsigReading, statsigSequential } from "./statsig-sequential.ts";

function sure(reading: SequentialReading | object): SequentialReading {
  if (isDegenerate(reading)) throw new Error(reading.detail);
  return reading as SequentialReading;
}

const look = fc.record({
  estimate: fc.double({ min: -10, max: 10, noNaN: true }),
  standardError: fc.double({ min: 1e-3, max: 10, noNaN: true }),
});

describe("confidence sequence", () => {
  it("agrees with GrowthBook's formula computed by numpy 1.24", () => {
    const first = sure(confidenceSequence({ estimate: 0.70732, standardError: 0.37879 }, 6868));
    expect(first.interval.low).toBeCloseTo(-0.44440758045667605, 12);
    expect(first.interval.high).toBeCloseTo(1.859047580456676, 12);
    expect(first.pValue).toBeCloseTo(0.6986379312972435, 12);
    const second = sure(
      confidenceSequence({ estimate: 0.1, standardError: 0.02 }, 20_000, { level: 0.9, tuning: 10_000 }),
    );
    expect(second.interval.low).toBeCloseTo(0.04417944283423104, 12);
    expect(second.pValue).toBeCloseTo(3.439448858636002e-5, 15);
  });

  it("one-sided inverts its test, and looks one way only", () => {
    const l = { estimate: 0.3, standardError: 0.1 };
    const up = sure(confidenceSequence(l, 5000, { alternative: "greater" }));
    const down = sure(confidenceSequence({ ...l, estimate: -0.3 }, 5000, { alternative: "less" }));
    expect(up.interval.high).toBe(Number.POSITIVE_INFINITY);
    expect(down.interval.high).toBeCloseTo(-up.interval.low, 12);
    expect(up.interval.low).toBeGreaterThan(sure(confidenceSequence(l, 5000)).interval.low);
    const at = confidenceSequence(l, 5000, { alternative: "greater", nullEffect: up.interval.low });
    expect(sure(at).pValue).toBeCloseTo(0.05, 9);
    expect(sure(confidenceSequence(l, 5000, { alternative: "less" })).pValue).toBe(1);
  });

  it("is wider than the fixed-horizon interval at every sample size", () => {
    for (const n of [10, 100, 5000, 1e6, 1e9]) {
      const { interval } = sure(confidenceSequence({ estimate: 0, standardError: 1 }, n));
      expect(interval.high).toBeGreaterThan(1.96);
    }
  });
});

describe("every sequential interval inverts its test", () => {
  it("p at an end of the interval is the error level", () => {
    fc.assert(
      fc.property(
        look,
        fc.integer({ min: 2, max: 1e9 }),
        fc.double({ min: 0.6, max: 0.999, noNaN: true }),
        (l, n, level) => {
          const sequence = sure(confidenceSequence(l, n, { level }));
          const mixture = sure(msprt(l, { mixingVariance: 0.3, level }));
          for (const end of ["low", "high"] as const) {
            const atSequence = confidenceSequence(l, n, { level, nullEffect: sequence.interval[end] });
            expect(sure(atSequence).pValue).toBeCloseTo(1 - level, 6);
            const atMixture = msprt(l, { mixingVariance: 0.3, level, nullEffect: mixture.interval[end] });
            expect(sure(atMixture).pValue).toBeCloseTo(1 - level, 6);
          }
        },
      ),
    );
  });

  it("states why it cannot answer", () => {
    const flat = { estimate: 1, standardError: 0 };
    const broken = { estimate: Number.NaN, standardError: 1 };
    expect(confidenceSequence(flat, 10)).toMatchObject({ degenerate: "constant" });
    expect(msprt(broken, { mixingVariance: 1 })).toMatchObject({ degenerate: "not-finite" });
    expect(() => msprt({ estimate: 1, standardError: 1 }, { mixingVariance: 0 })).toThrow(StatsInputError);
    expect(() => confidenceSequence({ estimate: 1, standardError: 1 }, 0)).toThrow(StatsInputError);
  });
});

describe("Statsig's variant", () => {
  const control = { n: 1000, mean: 0.1, variance: 0.09 };
  const treatment = { n: 1200, mean: 0.16, variance: 0.1344 };

  it("agrees with the documented formulas computed by scipy 1.10.1", () => {
    const reading = statsigSequential(control, treatment) as StatsigReading;
    expect(reading.critical).toBeCloseTo(3.579868312267022, 10);
    expect(reading.interval.low).toBeCloseTo(0.009120511589629225, 12);
    expect(reading.interval.high).toBeCloseTo(0.11087948841037076, 12);
    expect(reading.pValue).toBeCloseTo(0.02081620594075884, 12);
  });

  it("inverts its test on both scales and all sides", () => {
    for (const scale of ["absolute", "relative"] as const)
      for (const alternative of ["two-sided", "greater", "less"] as const) {
        const { interval } = sure(statsigSequential(control, treatment, { scale, alternative }));
        for (const nullEffect of [interval.low, interval.high].filter(Number.isFinite))
          expect(sure(statsigSequential(control, treatment, { scale, alternative, nullEffect })).pValue).toBeCloseTo(
            0.05,
            9,
          );
      }
    const flat = { n: 10, mean: 1, variance: 0 };
    expect(statsigSequential(flat, flat)).toMatchObject({ degenerate: "constant" });
  });
});

describe("mSPRT", () => {
  it("equals the likelihood integrated over the mixture numerically", () => {
    const [estimate, standardError, tau2] = [0.7, 0.4, 0.25];
    const normal = (x: number, mean: number, variance: number): number =>
      Math.exp(-((x - mean) ** 2) / (2 * variance)) / Math.sqrt(2 * Math.PI * variance);
    let mixture = 0;
    const step = 1e-3;
    for (let effect = -6; effect < 6; effect += step)
      mixture += step * normal(effect, 0, tau2) * normal(estimate, effect, standardError ** 2);
    const ratio = mixture / normal(estimate, 0, standardError ** 2);
    expect(sure(msprt({ estimate, standardError }, { mixingVariance: tau2 })).pValue).toBeCloseTo(
      Math.min(1, 1 / ratio),
      9,
    );
  });

  it("never takes evidence back along a path", () => {
    fc.assert(
      fc.property(fc.array(look, { minLength: 1, maxLength: 20 }), (looks) => {
        const path = msprtPath(looks, { mixingVariance: 0.5 });
        for (let i = 1; i < path.length; i++) {
          expect(path[i]?.pValue).toBeLessThanOrEqual(path[i - 1]?.pValue ?? 0);
          expect(path[i]?.interval.low).toBeGreaterThanOrEqual(path[i - 1]?.interval.low ?? 0);
        }
      }),
    );
  });

  it("keeps the false positives of peeking after every unit below the level, where the z-test does not", () => {
    const random = seededRandom("peeking");
    let falseAlarms = 0;
    let naive = 0;
    for (let trial = 0; trial < 400; trial++) {
      let sum = 0;
      const seen = { sequential: false, fixed: false };
      for (let n = 1; n <= 500; n++) {
        sum += normalDraw(random);
        const l = { estimate: sum / n, standardError: 1 / Math.sqrt(n) };
        if (n > 10 && Math.abs(sum / Math.sqrt(n)) > 1.96) seen.fixed = true;
        if (sure(msprt(l, { mixingVariance: 0.05 })).pValue < 0.05) seen.sequential = true;
      }
      if (seen.sequential) falseAlarms++;
      if (seen.fixed) naive++;
    }
    expect(falseAlarms / 400).toBeLessThan(0.08);
    expect(naive / 400).toBeGreaterThan(0.2);
  });
});

describe("group-sequential boundaries", () => {
  // Figures: R package ldbounds 1.1, commonbounds / ldBounds(t = (1:5)/5), two-sided 0.05 (Lan and DeMets).
  it("agrees with ldbounds for O'Brien–Fleming type spending over five looks", () => {
    const looks = groupSequential([0.2, 0.4, 0.6, 0.8, 1]);
    const boundaries = looks.map((l) => l.boundary);
    for (const [i, want] of [4.8769, 3.3569, 2.6803, 2.2898, 2.031].entries())
      expect(boundaries[i]).toBeCloseTo(want, 3);
    expect(looks.at(-1)?.spent).toBeCloseTo(0.05, 10);
  });

  it("agrees with ldbounds for Pocock type spending over five looks", () => {
    const looks = groupSequential([0.2, 0.4, 0.6, 0.8, 1], { spending: "pocock" });
    for (const [i, want] of [2.438, 2.4268, 2.4101, 2.3966, 2.3859].entries())
      expect(looks[i]?.boundary).toBeCloseTo(want, 3);
  });

  it("one look is the fixed-horizon test, one-sided or two-sided", () => {
    expect(groupSequential([1])[0]?.boundary).toBeCloseTo(1.959963984540054, 8);
    expect(groupSequential([1], { sides: 1 })[0]?.boundary).toBeCloseTo(1.6448536269514722, 8);
    expect(groupSequential([1])[0]?.nominalP).toBeCloseTo(0.05, 9);
  });

  it("spends the whole error on 28 daily looks, confirmed by simulation", () => {
    const days = 28;
    const looks = groupSequential(
      Array.from({ length: days }, (_, i) => (i + 1) / days),
      { spending: "pocock" },
    );
    const random = seededRandom("daily");
    let crossed = 0;
    const trials = 20_000;
    for (let trial = 0; trial < trials; trial++) {
      let sum = 0;
      for (let k = 0; k < days; k++) {
        sum += normalDraw(random);
        if (Math.abs(sum) / Math.sqrt(k + 1) >= (looks[k]?.boundary ?? 0)) {
          crossed++;
          break;
        }
      }
    }
    expect(Math.abs(crossed / trials - 0.05)).toBeLessThan(0.005);
  });

  it("spends nothing at the start, all at the end, and refuses looks out of order", () => {
    for (const spending of ["obrien-fleming", "pocock"] as const) {
      expect(spentError(spending, 0.025, 0)).toBe(0);
      expect(spentError(spending, 0.025, 1)).toBeCloseTo(0.025, 12);
    }
    expect(() => groupSequential([0.5, 0.5])).toThrow(StatsInputError);
    expect(() => groupSequential([0.5, 1.2])).toThrow(StatsInputError);
  });
});
