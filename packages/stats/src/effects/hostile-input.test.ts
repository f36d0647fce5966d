import fc from "fast-check";
import { expect, it } from "vitest";
import { sampleRatio } from "../assignment/sample-ratio.ts";
import { betaBinomial } from "../bayesian/beta-binomial.ts";
import { gaussianEffect } from "../bayesian/gaussian-effect.ts";
import { StatsInputError } from "../degenerate.ts";
import { adjustPValues } from "../multiplicity/adjust-p-values.ts";
import { type Estimator, estimatePolicy } from "../off-policy/estimate-policy.ts";
import { estimateSlate } from "../off-policy/estimate-slate.ts";
import { replayPolicy } from "../off-policy/replay.ts";
import { daysToDetect } from "../planning/days-to-detect.ts";
import { plannedMean, plannedProportion } from "../planning/planned-metric.ts";
import { minimumDetectableEffect, plannedPower, requiredSize } from "../planning/power.ts";
import { confidenceSequence } from "../sequential/confidence-sequence.ts";
import { msprt } from "../sequential/msprt.ts";
import { statsigSequential } from "../sequential/statsig-sequential.ts";
import { compareArms } from "./compare-arms.ts";
import { cuped, cupedRatio } from "./cuped.ts";
import { momentsFromSums, momentsOf } from "./moments.ts";
import { postStratify } from "./post-stratify.ts";
import * as intervals from "./proportion-intervals.ts";
import { quantileSummary } from "./quantile-summary.ts";
import { meanSummary, proportionSummary, ratioSummary, type SampleSummary } from "./sample-summary.ts";
import { twoProportionZ } from "./two-proportion-z.ts";
import { percentileCap, winsorise } from "./winsorise.ts";

const odd = [
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  0,
  -0,
  1,
  -1,
  1e-300,
  1e300,
  5e-324,
  0.5,
  2,
];
const value = fc.oneof(
  fc.constantFrom(...odd),
  fc.double({ min: -100, max: 100, noNaN: true }),
  fc.integer({ min: 0, max: 200 }),
);
const list = fc.array(value, { maxLength: 12 });
const estimators: Estimator[] = [
  "ips",
  "snips",
  "clipped-ips",
  "direct",
  "doubly-robust",
  "self-normalised-doubly-robust",
];

/** Every call that a panel can make, fed with four lists and four numbers of any kind. */
function calls(x: number[], y: number[], u: number[], v: number[], [a, b, c, d]: number[]): (() => unknown)[] {
  const [one, two, three, four] = [a ?? 0, b ?? 0, c ?? 0, d ?? 0];
  const control = { successes: one, n: two };
  const treatment = { successes: three, n: four };
  const arm = (n: number, mean: number, variance: number): SampleSummary => ({ n, mean, variance });
  const look = { estimate: one, standardError: two };
  const summary = (values: number[]): SampleSummary => meanSummary(values) as SampleSummary;
  const log = { reward: x, loggingPropensity: y, targetPropensity: u, modelOfLogged: v, modelOfTarget: v };
  return [
    () => meanSummary(x),
    () => compareArms(arm(one, two, three), arm(two, three, four), { scale: "relative" }),
    () => compareArms(summary(x), summary(y)),
    () => compareArms(summary(x), summary(y), { scale: "relative", nullEffect: one, level: two }),
    () => proportionSummary(one, two),
    () => ratioSummary(momentsOf([x, y])),
    () =>
      ratioSummary(
        momentsFromSums(
          one,
          [two, three],
          [
            [four, one],
            [one, two],
          ],
        ),
      ),
    () => cuped([momentsOf([x, y]), momentsOf([u, v])]),
    () => cupedRatio([momentsOf([x, y, u, v])]),
    () =>
      postStratify([
        [summary(x), summary(y)],
        [summary(u), summary(v)],
      ]),
    () => quantileSummary(x, one),
    () => percentileCap(x, one),
    () => winsorise(x, one, two),
    () => twoProportionZ(control, treatment, { level: one }),
    () => intervals.wilsonInterval(control, three),
    () => intervals.newcombeDifference(control, treatment),
    () => intervals.agrestiCaffoDifference(control, treatment),
    () => intervals.logRatioLift(control, treatment),
    () => confidenceSequence(look, three, { nullEffect: four }),
    () => msprt(look, { mixingVariance: three, nullEffect: four }),
    () => statsigSequential(arm(one, two, three), arm(two, three, four)),
    () => betaBinomial(control, treatment),
    () => gaussianEffect(look, { prior: { mean: three, variance: four, proper: true } }),
    () => adjustPValues(x, "holm"),
    () => sampleRatio(x, y),
    () => plannedPower(plannedMean(one, two), three, four, four, { scale: "relative" }),
    () => requiredSize(plannedProportion(one), two, { power: three }),
    () => minimumDetectableEffect(plannedMean(one, two), three, four, { scale: "relative" }),
    () => daysToDetect(one, x, { minimumDays: two }),
    ...estimators.map(
      (estimator) => () => estimatePolicy(log, estimator, { minimumEffective: 0, maximumHeaviestShare: 1 }),
    ),
    () => estimateSlate({ positions: 2, reward: x, logging: y, target: u }, { minimumEffective: 0 }),
    () => replayPolicy(x, y, 0.95, 1),
  ];
}

function holdsNaN(result: unknown): boolean {
  if (typeof result === "number") return Number.isNaN(result);
  if (typeof result !== "object" || result === null) return false;
  return Object.values(result).some(holdsNaN);
}

it("hostile input gives a stated result or a typed error, never a NaN and never a p of 0", () => {
  fc.assert(
    fc.property(list, list, list, list, fc.array(value, { minLength: 4, maxLength: 4 }), (x, y, u, v, numbers) => {
      const length = Math.min(x.length, y.length, u.length, v.length);
      const [cut] = [(values: number[]): number[] => values.slice(0, length)];
      for (const call of calls(cut(x), cut(y), cut(u), cut(v), numbers)) {
        let result: unknown;
        try {
          result = call();
        } catch (error) {
          expect(error, String(call)).toBeInstanceOf(StatsInputError);
          continue;
        }
        expect(holdsNaN(result), `${call} gives ${JSON.stringify(result)}`).toBe(false);
        if (typeof result === "object" && result !== null && "pValue" in result)
          expect(result.pValue, String(call)).toBeGreaterThan(0);
      }
    }),
    { numRuns: 300 },
  );
});
