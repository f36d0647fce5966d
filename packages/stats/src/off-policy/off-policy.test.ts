import { describe, expect, it } from "vitest";
import { isDegenerate, StatsInputError } from "../degenerate.ts";
import { type Random, seededRandom } from "../seeded-random.ts";
import { bernsteinInterval } from "./bernstein-interval.ts";
import { type Estimator, estimatePolicy, type PolicyEstimate } from "./estimate-policy.ts";
import { estimateSlate, expectedExposure } from "./estimate-slate.ts";
import { effectiveSampleSize, importanceWeights, type LoggedBandit, offPolicySupport } from "./logged-bandit.ts";
import { replayPolicy } from "./replay.ts";
import type { SlateModel } from "./slate-terms.ts";

function sure<T extends object>(value: T): Exclude<T, { degenerate: unknown }> {
  if (isDegenerate(value)) throw new Error(value.detail);
  return value as Exclude<T, { degenerate: unknown }>;
}

const small: LoggedBandit = {
  reward: [1, 0, 0, 1, 1, 0, 0, 1, 0, 1],
  loggingPropensity: [0.5, 0.2, 0.4, 0.1, 0.25, 0.5, 0.3, 0.2, 0.6, 0.1],
  targetPropensity: [0.6, 0.1, 0.5, 0.3, 0.2, 0.1, 0.3, 0.4, 0.2, 0.15],
  modelOfLogged: [0.5, 0.3, 0.2, 0.6, 0.4, 0.3, 0.2, 0.5, 0.1, 0.7],
  modelOfTarget: [0.45, 0.35, 0.3, 0.5, 0.42, 0.3, 0.25, 0.4, 0.3, 0.6],
};
const lenient = { minimumEffective: 1, maximumHeaviestShare: 1 };

describe("estimators", () => {
  // Figures: the estimators' definitions evaluated by numpy 1.24.
  it.each([
    ["ips", {}, 0.8499999999999999, 0.33507876354340593],
    ["clipped-ips", { clip: 2 }, 0.75, 0.2729468812791236],
    ["snips", {}, 0.7213578500707212, 0.15201407439061523],
    ["direct", {}, 0.387, 0.03435274532131473],
    ["doubly-robust", {}, 0.6906666666666667, 0.1905695168192981],
    ["self-normalised-doubly-robust", {}, 0.6447086280056578, 0.12430410666375857],
    ["switch-doubly-robust", { switchAt: 1.5 }, 0.4706666666666666, 0.12398207755782911],
    ["shrinkage-doubly-robust", { shrinkage: 2 }, 0.4848333409696359, 0.09605422896076235],
  ] as const)("%s", (estimator, options, value, standardError) => {
    const estimate = sure(estimatePolicy(small, estimator, { ...lenient, ...options }));
    expect(estimate.value).toBeCloseTo(value, 12);
    expect(estimate.standardError).toBeCloseTo(standardError, 12);
    expect(estimate.interval.high - estimate.value).toBeCloseTo(1.959963984540054 * standardError, 12);
    expect(estimate.support.effectiveSampleSize).toBeCloseTo(6.841904266531612, 10);
  });

  it("the Bernstein interval agrees with numpy and is wider than the normal one", () => {
    const ips = sure(estimatePolicy(small, "ips", lenient));
    expect((ips.bernstein?.high ?? 0) - ips.value).toBeCloseTo(4.400214926297313, 10);
    expect(() => bernsteinInterval([1], 1)).toThrow(StatsInputError);
  });

  it("agrees with itself when the policies are one: every estimator is the mean reward or the model's", () => {
    const same = { ...small, targetPropensity: small.loggingPropensity };
    for (const estimator of ["ips", "snips"] as const)
      expect(sure(estimatePolicy(same, estimator, lenient)).value).toBeCloseTo(0.5, 12);
    const perfect = { ...same, modelOfTarget: small.modelOfLogged ?? [], modelOfLogged: small.modelOfLogged ?? [] };
    expect(sure(estimatePolicy(perfect, "doubly-robust", lenient)).value).toBeCloseTo(0.5, 12);
  });

  it("limits: no clipping is IPS, switching everything off is the direct method, no shrinkage is DR", () => {
    const value = (estimator: Estimator, options = {}): number =>
      sure(estimatePolicy(small, estimator, { ...lenient, ...options })).value;
    expect(value("clipped-ips", { clip: 1e9 })).toBeCloseTo(value("ips"), 12);
    expect(value("switch-doubly-robust", { switchAt: 1e-9 })).toBeCloseTo(value("direct"), 12);
    expect(value("switch-doubly-robust", { switchAt: 1e9 })).toBeCloseTo(value("doubly-robust"), 12);
    expect(value("shrinkage-doubly-robust", { shrinkage: 1e12 })).toBeCloseTo(value("doubly-robust"), 9);
  });
});

/** A contextual bandit with two contexts and four actions, logged by one policy and judged for another. */
function simulate(random: Random, n: number): { log: LoggedBandit; truth: number } {
  const rates = [
    [0.1, 0.3, 0.5, 0.2],
    [0.4, 0.1, 0.2, 0.6],
  ];
  const logging = [0.4, 0.3, 0.2, 0.1];
  const target = [0.1, 0.2, 0.3, 0.4];
  const columns = Array.from({ length: 5 }, () => new Float64Array(n));
  const [reward, mu, pi, logged, modelled] = columns as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let i = 0; i < n; i++) {
    const rate = rates[random() < 0.5 ? 0 : 1] ?? [];
    let action = 0;
    for (let u = random() - (logging[0] ?? 0); u > 0 && action < 3; u -= logging[action] ?? 0) action++;
    reward[i] = random() < (rate[action] ?? 0) ? 1 : 0;
    mu[i] = logging[action] ?? 0;
    pi[i] = target[action] ?? 0;
    const wrong = (a: number): number => 0.8 * (rate[a] ?? 0) + 0.05;
    logged[i] = wrong(action);
    modelled[i] = target.reduce((sum, share, a) => sum + share * wrong(a), 0);
  }
  const truth = rates.reduce(
    (sum, rate) => sum + 0.5 * target.reduce((s, share, a) => s + share * (rate[a] ?? 0), 0),
    0,
  );
  return {
    log: { reward, loggingPropensity: mu, targetPropensity: pi, modelOfLogged: logged, modelOfTarget: modelled },
    truth,
  };
}

describe("on simulated logs", () => {
  it("unbiased estimators hit the truth, and 95 % intervals cover it about 95 times in 100", () => {
    const random = seededRandom("bandit");
    const names: Estimator[] = ["ips", "snips", "doubly-robust", "self-normalised-doubly-robust"];
    const covered = new Map<Estimator, number>();
    const sums = new Map<Estimator, number>();
    const trials = 400;
    let truth = 0;
    for (let trial = 0; trial < trials; trial++) {
      const run = simulate(random, 2000);
      truth = run.truth;
      for (const name of names) {
        const estimate = sure(estimatePolicy(run.log, name));
        sums.set(name, (sums.get(name) ?? 0) + estimate.value);
        if (estimate.interval.low <= truth && truth <= estimate.interval.high)
          covered.set(name, (covered.get(name) ?? 0) + 1);
        if (estimate.bernstein) expect(estimate.bernstein.low).toBeLessThanOrEqual(truth);
      }
    }
    for (const name of names) {
      expect((sums.get(name) ?? 0) / trials).toBeCloseTo(truth, 2);
      expect((covered.get(name) ?? 0) / trials).toBeGreaterThan(0.91);
    }
  });

  it("replay on a uniform log equals the truth, and refuses few matches", () => {
    const random = seededRandom("replay");
    const n = 40_000;
    const reward = new Float64Array(n);
    const matches = new Uint8Array(n);
    for (let i = 0; i < n; i++) {
      const action = Math.floor(4 * random());
      reward[i] = random() < 0.1 * (action + 1) ? 1 : 0;
      matches[i] = action === 2 ? 1 : 0;
    }
    const estimate = sure(replayPolicy(reward, matches));
    expect(estimate.value).toBeCloseTo(0.3, 1);
    expect(estimate.interval.low).toBeLessThan(0.3);
    expect(estimate.interval.high).toBeGreaterThan(0.3);
    expect(replayPolicy([1, 0], [1, 0])).toMatchObject({ degenerate: "poor-support" });
  });
});

describe("support", () => {
  it("weighs rows and counts what they are worth", () => {
    expect(Array.from(importanceWeights(small)).slice(0, 2)).toEqual([1.2, 0.5]);
    expect(effectiveSampleSize([1, 1, 1, 1])).toBe(4);
    expect(effectiveSampleSize([1, 0, 0, 0])).toBe(1);
    expect(effectiveSampleSize([])).toBe(0);
  });

  it("refuses with a reason when the log cannot tell", () => {
    const rows = (n: number, mu: number, pi: (i: number) => number): LoggedBandit => ({
      reward: Float64Array.from({ length: n }, (_, i) => i % 2),
      loggingPropensity: new Float64Array(n).fill(mu),
      targetPropensity: Float64Array.from({ length: n }, (_, i) => pi(i)),
    });
    const detail = (log: LoggedBandit, options = {}): string => {
      const answer = estimatePolicy(log, "snips", options);
      expect(answer).toMatchObject({ degenerate: "poor-support" });
      return isDegenerate(answer) ? answer.detail : "";
    };
    expect(detail(rows(50, 0.5, () => 0.5))).toContain("worth 50.0 rows");
    expect(detail(rows(1000, 0.001, (i) => (i === 7 ? 1 : 0.0001)))).toContain("worth");
    expect(detail(rows(5000, 0.1, () => 0))).toContain("never have made");
    expect(detail(rows(5000, 0.5, () => 0.1))).toContain("mean weight");
    expect(
      detail(
        rows(5000, 0.5, () => 0.5),
        { unsupportedShare: 0.2 },
      ),
    ).toContain("never shown");
    const heavy = rows(2000, 0.01, (i) => (i === 3 ? 1 : 0.009));
    expect(detail(heavy, { maximumHeaviestShare: 0.01, minimumEffective: 1 })).toContain("one row carries");
    expect(offPolicySupport(rows(0, 0.5, () => 0.5))).toMatchObject({ degenerate: "empty" });
    expect(estimatePolicy({ ...rows(500, 0.5, () => 0.5), reward: new Float64Array(500) }, "ips")).toMatchObject({
      degenerate: "constant",
    });
    expect(() => importanceWeights(rows(3, 0, () => 0.5))).toThrow(StatsInputError);
    expect(() => importanceWeights(rows(3, 0.5, () => 1.5))).toThrow(StatsInputError);
    expect(() =>
      estimatePolicy(
        rows(500, 0.5, () => 0.5),
        "direct",
      ),
    ).toThrow(StatsInputError);
  });
});

describe("slates", () => {
  // Three items without repetition at two positions; clicks by a position-based model.
  const attraction = [0.6, 0.3, 0.1];
  const examination = [1, 0.5];
  const orders = [0, 1, 2].flatMap((a) => [0, 1, 2].filter((b) => b !== a).map((b): [number, number] => [a, b]));
  const logging = orders.map(() => 1 / 6);
  const target = [0.05, 0.05, 0.1, 0.1, 0.3, 0.4];
  const marginal = (policy: number[], item: number, position: number): number =>
    orders.reduce((sum, order, i) => sum + (order[position] === item ? (policy[i] ?? 0) : 0), 0);
  const truth = orders.reduce(
    (sum, order, i) =>
      sum + (target[i] ?? 0) * order.reduce((s, item, k) => s + (attraction[item] ?? 0) * (examination[k] ?? 0), 0),
    0,
  );
  const n = 20_000;
  const random = seededRandom("slates");
  const shown = Array.from({ length: n }, () => orders[Math.floor(6 * random())] ?? [0, 1]);
  const reward = Float64Array.from(
    shown.flatMap((order) =>
      order.map((item, k) => (random() < (attraction[item] ?? 0) * (examination[k] ?? 0) ? 1 : 0)),
    ),
  );
  const perSlot = (policy: number[]): number[] =>
    shown.flatMap((order) => order.map((item, k) => marginal(policy, item, k)));
  /** P(item now | items above it), so that products over positions are slate propensities. */
  const stepwise = (policy: number[]): number[] =>
    shown.flatMap((order) => {
      const whole = policy[orders.findIndex((o) => o[0] === order[0] && o[1] === order[1])] ?? 0;
      const first = marginal(policy, order[0] ?? 0, 0);
      return [first, whole / first];
    });

  it.each([
    ["item-position", perSlot(logging), perSlot(target)],
    ["cascade", stepwise(logging), stepwise(target)],
    ["whole-slate", stepwise(logging), stepwise(target)],
  ] as [SlateModel, number[], number[]][])("%s weights recover the target's clicks a slate", (model, mu, pi) => {
    for (const selfNormalised of [false, true]) {
      const log = { positions: 2, reward, logging: mu, target: pi };
      const estimate: PolicyEstimate = sure(estimateSlate(log, { model, selfNormalised }));
      expect(Math.abs(estimate.value - truth)).toBeLessThan(4 * estimate.standardError);
      expect(estimate.standardError).toBeLessThan(0.02);
    }
  });

  it("position-based exposures recover it too, with the smallest error", () => {
    const exposures = (policy: number[]): Float64Array =>
      expectedExposure(
        shown.flatMap((order) => order.flatMap((item) => [marginal(policy, item, 0), marginal(policy, item, 1)])),
        examination,
      );
    const log = { positions: 2, reward, logging: exposures(logging), target: exposures(target) };
    const estimate = sure(estimateSlate(log, { minimumEffective: 10, maximumUnsupportedShare: 1 }));
    expect(Math.abs(estimate.value - truth)).toBeLessThan(4 * estimate.standardError);
    const whole = sure(
      estimateSlate(
        { positions: 2, reward, logging: stepwise(logging), target: stepwise(target) },
        { model: "whole-slate" },
      ),
    );
    expect(estimate.standardError).toBeLessThan(whole.standardError);
  });

  it("refuses wrong shapes and poor support, naming the position", () => {
    expect(() => estimateSlate({ positions: 3, reward: [1, 0], logging: [1, 1], target: [1, 1] })).toThrow(
      StatsInputError,
    );
    const thin = { positions: 2, reward: [1, 0], logging: [0.5, 0.5], target: [0.5, 0.5] };
    expect(estimateSlate(thin)).toMatchObject({
      degenerate: "poor-support",
      detail: expect.stringContaining("Position 1"),
    });
    expect(() => expectedExposure([0.5], [1, 0.5])).toThrow(StatsInputError);
  });
});
