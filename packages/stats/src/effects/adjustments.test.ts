import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isDegenerate } from "../degenerate.ts";
import { normalDraw, seededRandom } from "../seeded-random.ts";
import { compareArms, type Effect } from "./compare-arms.ts";
import { type CupedResult, cuped, cupedRatio } from "./cuped.ts";
import { type Moments, mergeMoments, momentsFromSums, momentsOf } from "./moments.ts";
import { postStratify } from "./post-stratify.ts";
import { clusteredQuantileSummary, quantileSummary } from "./quantile-summary.ts";
import { meanSummary, ratioSummary, type SampleSummary } from "./sample-summary.ts";
import { percentileCap, winsorise } from "./winsorise.ts";

const y1 = [2.1, 3.4, 1.9, 5.0, 4.2, 3.3, 2.8, 4.9];
const x1 = [1.8, 3.0, 2.2, 4.4, 4.0, 2.9, 2.5, 4.1];
const y2 = [3.1, 4.4, 2.2, 5.9, 4.6, 3.9, 3.5, 5.2];
const x2 = [2.0, 3.2, 1.7, 4.6, 3.7, 3.1, 2.9, 3.8];

describe("ratio metrics", () => {
  it("agrees with the variance of the linearised ratio computed by numpy 1.24", () => {
    const moments = momentsOf([
      [3, 0, 5, 2, 7, 1, 4, 4, 0, 6],
      [10, 4, 12, 9, 15, 3, 8, 11, 2, 14],
    ]);
    const ratio = ratioSummary(moments) as SampleSummary;
    expect(ratio.mean).toBeCloseTo(0.36363636363636365, 14);
    expect(ratio.variance).toBeCloseTo(0.013612837617345505, 14);
  });

  it("is the plain mean when every denominator is 1", () => {
    const ratio = ratioSummary(momentsOf([y1, y1.map(() => 1)])) as SampleSummary;
    const mean = meanSummary(y1) as SampleSummary;
    expect(ratio.mean).toBeCloseTo(mean.mean, 12);
    expect(ratio.variance).toBeCloseTo(mean.variance, 12);
    expect(ratioSummary(momentsOf([y1, y1.map(() => 0)]))).toMatchObject({ degenerate: "zero-baseline" });
  });
});

describe("moments", () => {
  const rows = fc.array(
    fc.tuple(fc.double({ min: -1e4, max: 1e4, noNaN: true }), fc.double({ min: -1e4, max: 1e4, noNaN: true })),
    { maxLength: 30 },
  );
  const columns = (data: [number, number][]): Moments => momentsOf([data.map((r) => r[0]), data.map((r) => r[1])]);
  const expectClose = (a: Moments, b: Moments): void => {
    expect(a.n).toBe(b.n);
    for (let j = 0; j < 2; j++)
      for (let k = 0; k < 2; k++) expect(a.covariance[j]?.[k]).toBeCloseTo(b.covariance[j]?.[k] ?? Number.NaN, 3);
  };

  it("merging equals computing at once, in any grouping", () => {
    fc.assert(
      fc.property(rows, rows, rows, (a, b, c) => {
        const whole = columns([...a, ...b, ...c]);
        expectClose(mergeMoments(mergeMoments(columns(a), columns(b)), columns(c)), whole);
        expectClose(mergeMoments(columns(a), mergeMoments(columns(b), columns(c))), whole);
      }),
    );
  });

  it("sums from a warehouse give the same, and rounding is not taken for variance", () => {
    const sum = (f: (i: number) => number): number => y1.reduce((s, _, i) => s + f(i), 0);
    const [y, x] = [(i: number) => y1[i] ?? 0, (i: number) => x1[i] ?? 0];
    const products = [
      [sum((i) => y(i) ** 2), sum((i) => y(i) * x(i))],
      [sum((i) => y(i) * x(i)), sum((i) => x(i) ** 2)],
    ];
    expectClose(momentsFromSums(8, [sum(y), sum(x)], products), momentsOf([y1, x1]));
    const n = 1e9;
    expect(momentsFromSums(n, [0.1 * n], [[0.01 * n + 1e-9]]).covariance[0]?.[0]).toBe(0);
  });

  it("does not lose a small spread on a large level", () => {
    const shifted = momentsOf([Float64Array.from([1, 2, 3, 4], (v) => v + 1e12)]);
    expect(shifted.covariance[0]?.[0]).toBeCloseTo(5 / 3, 9);
  });
});

describe("CUPED", () => {
  it("agrees with numpy 1.24 (θ by cov/var of both arms together)", () => {
    const result = cuped([momentsOf([y1, x1]), momentsOf([y2, x2])]) as CupedResult;
    expect(result.theta).toBeCloseTo(1.212436760155214, 12);
    expect(result.arms[0]?.mean).toBeCloseTo(3.4575777297509696, 12);
    expect(result.arms[0]?.variance).toBeCloseTo(0.06471169419448368, 12);
    expect(result.arms[1]?.mean).toBeCloseTo(4.092422270249029, 12);
    expect(result.arms[1]?.variance).toBeCloseTo(0.06571995156332598, 12);
    expect(result.varianceReduction).toBeCloseTo(0.9534926222421575, 12);
    const relative = compareArms(result.arms[0] as SampleSummary, result.arms[1] as SampleSummary, {
      scale: "relative",
    }) as Effect;
    expect(relative.estimate).toBeCloseTo(0.1840129102892927, 12);
    expect(relative.standardError).toBeCloseTo(0.04558231452152048, 12);
  });

  it("leaves a metric alone that its pre-period does not explain, and refuses a constant pre-period", () => {
    const flat = cuped([momentsOf([y1, y1.map(() => 1)])]);
    expect(flat).toMatchObject({ degenerate: "constant" });
    expect(cuped([])).toMatchObject({ degenerate: "empty" });
  });

  it("agrees with numpy 1.24 for ratios (residuals of the linearised values)", () => {
    const control = [
      [3, 0, 5, 2, 7, 1, 4, 4],
      [10, 4, 12, 9, 15, 3, 8, 11],
      [2, 1, 4, 3, 6, 1, 3, 5],
      [9, 5, 11, 9, 14, 4, 7, 12],
    ];
    const treatment = [
      [4, 1, 5, 3, 8, 2, 4, 6],
      [11, 4, 13, 8, 15, 4, 9, 12],
      [2, 0, 5, 2, 6, 2, 3, 4],
      [10, 4, 12, 8, 13, 5, 8, 11],
    ];
    const result = cupedRatio([momentsOf(control), momentsOf(treatment)]) as CupedResult;
    expect(result.theta).toBeCloseTo(0.7083916773689454, 12);
    expect(result.arms[0]?.variance).toBeCloseTo(0.0070171608555445065, 13);
    expect(result.arms[1]?.variance).toBeCloseTo(0.0038507992661930826, 13);
    expect((result.arms[1]?.mean ?? 0) - (result.arms[0]?.mean ?? 0)).toBeCloseTo(0.08307676277325507, 12);
  });

  it("with denominators of 1, the ratio form is the mean form up to its choice of θ", () => {
    const ones = y1.map(() => 1);
    const ratio = cupedRatio([momentsOf([y1, ones, x1, ones]), momentsOf([y2, ones, x2, ones])]) as CupedResult;
    const within = (momentsOf([y1, x1]).covariance[0]?.[1] ?? 0) + (momentsOf([y2, x2]).covariance[0]?.[1] ?? 0);
    const spread = (momentsOf([x1]).covariance[0]?.[0] ?? 0) + (momentsOf([x2]).covariance[0]?.[0] ?? 0);
    expect(ratio.theta).toBeCloseTo(within / spread, 12);
    const residual = y1.map((y, i) => y - (within / spread) * (x1[i] ?? 0));
    expect(ratio.arms[0]?.variance).toBeCloseTo((meanSummary(residual) as SampleSummary).variance, 12);
  });

  it("removes the share of variance that the pre-period explains: 1 − ρ² of it stays", () => {
    const random = seededRandom("cuped");
    const draw = (lift: number): Moments => {
      const x = Float64Array.from({ length: 20_000 }, () => normalDraw(random));
      const y = x.map((value) => 0.8 * value + 0.6 * normalDraw(random) + lift);
      return momentsOf([y, x]);
    };
    const result = cuped([draw(0), draw(0.05)]) as CupedResult;
    expect(result.theta).toBeCloseTo(0.8, 1);
    expect(result.varianceReduction).toBeCloseTo(0.64, 1);
  });
});

describe("strata, quantiles and caps", () => {
  it("post-stratification undoes an imbalance of strata", () => {
    const arm = (n: number, mean: number): SampleSummary => ({ n, mean, variance: 1 });
    const strata = [
      [arm(900, 1), arm(500, 1)],
      [arm(100, 3), arm(500, 3)],
    ];
    const [control, treatment] = postStratify(strata) as SampleSummary[];
    expect(control?.mean).toBeCloseTo(1.6, 12);
    expect(treatment?.mean).toBeCloseTo(1.6, 12);
    expect((control?.variance ?? 0) / 1000).toBeCloseTo(0.49 / 900 + 0.09 / 100, 12);
    expect(postStratify([[arm(1, 1), arm(5, 1)]])).toMatchObject({ degenerate: "too-few" });
    expect(postStratify([])).toMatchObject({ degenerate: "empty" });
  });

  it("quantile intervals cover the true median about as often as they say", () => {
    const random = seededRandom("median");
    let covered = 0;
    for (let i = 0; i < 1000; i++) {
      const draw = (): Float64Array => Float64Array.from({ length: 200 }, () => -Math.log(1 - random()));
      const effect = compareArms(
        quantileSummary(draw(), 0.5) as SampleSummary,
        quantileSummary(draw(), 0.5) as SampleSummary,
        { distribution: "normal" },
      ) as Effect;
      if (effect.interval.low <= 0 && effect.interval.high >= 0) covered++;
    }
    expect(covered).toBeGreaterThan(920);
    expect(covered).toBeLessThan(980);
  });

  it("events of few shoppers weigh less: clustered quantiles cover, naive ones do not", () => {
    const random = seededRandom("clusters");
    const covered = { clustered: 0, naive: 0 };
    for (let trial = 0; trial < 400; trial++) {
      const values: number[] = [];
      const cluster: number[] = [];
      for (let shopper = 0; shopper < 200; shopper++) {
        const own = normalDraw(random);
        for (let event = 0; event < 5; event++) {
          values.push(own + normalDraw(random));
          cluster.push(shopper);
        }
      }
      const clustered = clusteredQuantileSummary(values, cluster, 0.5) as SampleSummary;
      const naive = quantileSummary(values, 0.5) as SampleSummary;
      if (Math.abs(clustered.mean) < 1.96 * Math.sqrt(clustered.variance / clustered.n)) covered.clustered++;
      if (Math.abs(naive.mean) < 1.96 * Math.sqrt(naive.variance / naive.n)) covered.naive++;
    }
    expect(covered.clustered / 400).toBeGreaterThan(0.91);
    expect(covered.naive / 400).toBeLessThan(0.88);
    expect(clusteredQuantileSummary([1, 2, 3], [0, 0, 0], 0.5)).toMatchObject({ degenerate: "too-few" });
  });

  it("says when a quantile is out of reach", () => {
    expect(quantileSummary([1, 2, 3], 0.99)).toMatchObject({ degenerate: "too-few" });
    expect(quantileSummary(new Float64Array(500), 0.5)).toMatchObject({ degenerate: "constant" });
    expect(quantileSummary([], 0.5)).toMatchObject({ degenerate: "empty" });
  });

  it("caps at a percentile of the values that are not zero", () => {
    const spend = [0, 0, 0, 0, 10, 20, 30, 40, 1000];
    expect(percentileCap(spend, 0.75)).toBe(40);
    expect(percentileCap(spend, 0.5, false)).toBe(10);
    expect(percentileCap([0, 0], 0.9)).toMatchObject({ degenerate: "empty" });
    expect(Array.from(winsorise(spend, 40) as Float64Array)).toEqual([0, 0, 0, 0, 10, 20, 30, 40, 40]);
    expect(winsorise([Number.NaN], 1)).toMatchObject({ degenerate: "not-finite" });
    expect(isDegenerate(winsorise([Number.POSITIVE_INFINITY], 5))).toBe(false);
  });
});
