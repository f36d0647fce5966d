import { sampleRatio } from "@aisle/stats/assignment/sample-ratio";
import { compareArms } from "@aisle/stats/effects/compare-arms";
import { cuped, cupedRatio } from "@aisle/stats/effects/cuped";
import { momentsOf } from "@aisle/stats/effects/moments";
import { postStratify } from "@aisle/stats/effects/post-stratify";
import * as intervals from "@aisle/stats/effects/proportion-intervals";
import { clusteredQuantileSummary, quantileSummary } from "@aisle/stats/effects/quantile-summary";
import { meanSummary, proportionSummary, ratioSummary, type SampleSummary } from "@aisle/stats/effects/sample-summary";
import { twoProportionZ } from "@aisle/stats/effects/two-proportion-z";
import { adjustPValues } from "@aisle/stats/multiplicity/adjust-p-values";
import { normalDraw, type Random } from "@aisle/stats/seeded-random";
import { binomialDraw, shopperDraw, spendDraw } from "./simulate.ts";
import { holds, sure, type Tally } from "./tally.ts";

const alpha = 0.05;

/** One A/A or A/B experiment on a conversion rate of 5 %, 3,000 units an arm. */
export function proportionTrial(effect: number, random: Random, rejected: Tally, covered: Tally): void {
  const n = 3000;
  const control = { successes: binomialDraw(n, 0.05, random), n };
  const treatment = { successes: binomialDraw(n, 0.05 + effect, random), n };
  const summaries = [control, treatment].map((arm) => sure(proportionSummary(arm.successes, arm.n)));
  const [c, t] = summaries as [SampleSummary, SampleSummary];
  if (effect === 0) {
    rejected.add("twoProportionZ", sure(twoProportionZ(control, treatment)).pValue < alpha);
    rejected.add("welchOnProportion", sure(compareArms(c, t)).pValue < alpha);
    rejected.add("oneSidedZ", sure(twoProportionZ(control, treatment, { alternative: "greater" })).pValue < alpha);
    const units = binomialDraw(6000, 0.5, random);
    rejected.add("sampleRatio", sure(sampleRatio([units, 6000 - units], [1, 1])).pValue < alpha);
  }
  covered.add("wald", holds(sure(intervals.waldDifference(control, treatment)), effect));
  covered.add("newcombe", holds(sure(intervals.newcombeDifference(control, treatment)), effect));
  covered.add("agrestiCaffo", holds(sure(intervals.agrestiCaffoDifference(control, treatment)), effect));
  covered.add("logRatio", holds(sure(intervals.logRatioLift(control, treatment)), effect / 0.05));
  covered.add("wilson", holds(sure(intervals.wilsonInterval(control)), 0.05));
  covered.add("relativeProportion", holds(sure(compareArms(c, t, { scale: "relative" })).interval, effect / 0.05));
}

/** One experiment on spend: mostly zeros with a heavy tail, 2,000 units an arm; the lift is in buyers. */
export function spendTrial(lift: number, random: Random, rejected: Tally, covered: Tally): void {
  const n = 2000;
  const mean = 0.1 * 40 * Math.exp(0.32);
  const arm = (buys: number): SampleSummary =>
    sure(meanSummary(Float64Array.from({ length: n }, () => spendDraw(buys, random))));
  const [control, treatment] = [arm(0.1), arm(0.1 * (1 + lift))];
  const absolute = sure(compareArms(control, treatment));
  if (lift === 0) rejected.add("welchOnSpend", absolute.pValue < alpha);
  covered.add("welchOnSpend", holds(absolute.interval, lift * mean));
  covered.add("relativeSpend", holds(sure(compareArms(control, treatment, { scale: "relative" })).interval, lift));
}

/** One experiment on shoppers with a pre-period, 500 an arm: CUPED, ratio, strata and median. */
export function shopperTrial(lift: number, random: Random, rejected: Tally, covered: Tally): void {
  const n = 500;
  const arm = (by: number) => Array.from({ length: n }, () => shopperDraw(by, random));
  const arms = [arm(0), arm(lift)] as const;
  const column = (i: 0 | 1, of: "before" | "after" | "views" | "clicks") => Float64Array.from(arms[i], (s) => s[of]);
  const mean = Math.exp(0.125);
  const pairs: [string, SampleSummary, SampleSummary, number][] = [];
  const adjusted = sure(
    cuped([0, 1].map((i) => momentsOf([column(i as 0 | 1, "after"), column(i as 0 | 1, "before")]))),
  );
  pairs.push(["cuped", adjusted.arms[0]!, adjusted.arms[1]!, lift * mean]);
  const ratios = ([0, 1] as const).map((i) => sure(ratioSummary(momentsOf([column(i, "clicks"), column(i, "views")]))));
  pairs.push(["ratio", ratios[0]!, ratios[1]!, Number.NaN]);
  const both = sure(
    cupedRatio(
      ([0, 1] as const).map((i) =>
        momentsOf([column(i, "clicks"), column(i, "views"), column(i, "before"), column(i, "views")]),
      ),
    ),
  );
  pairs.push(["cupedRatio", both.arms[0]!, both.arms[1]!, Number.NaN]);
  const strata = [true, false].map((high) =>
    arms.map((one) => sure(meanSummary(one.filter((s) => s.before > 1 === high).map((s) => s.after)))),
  );
  const stratified = sure(postStratify(strata));
  pairs.push(["postStratified", stratified[0]!, stratified[1]!, lift * mean]);
  const medians = ([0, 1] as const).map((i) => sure(quantileSummary(column(i, "after"), 0.5)));
  pairs.push(["median", medians[0]!, medians[1]!, lift]);
  for (const [name, control, treatment, truth] of pairs) {
    const effect = sure(compareArms(control, treatment, name === "median" ? { distribution: "normal" } : {}));
    if (lift === 0) rejected.add(name, effect.pValue < alpha);
    if (lift === 0 || Number.isFinite(truth)) covered.add(name, holds(effect.interval, lift === 0 ? 0 : truth));
  }
  const relative = sure(compareArms(adjusted.arms[0]!, adjusted.arms[1]!, { scale: "relative" }));
  covered.add("relativeCuped", holds(relative.interval, lift));
}

/** One A/A experiment on the median response time of searches, several a shopper and alike within one; 300 an arm. */
export function searchTimeTrial(random: Random, rejected: Tally, covered: Tally): void {
  const arm = (): SampleSummary => {
    const [times, shoppers]: [number[], number[]] = [[], []];
    for (let shopper = 0; shopper < 300; shopper++) {
      const own = 0.6 * normalDraw(random);
      for (let left = 1 + Math.floor(-4 * Math.log(1 - random())); left > 0; left--) {
        times.push(Math.exp(own + 0.6 * normalDraw(random)));
        shoppers.push(shopper);
      }
    }
    return sure(clusteredQuantileSummary(times, shoppers, 0.5));
  };
  const effect = sure(compareArms(arm(), arm(), { distribution: "normal" }));
  rejected.add("clusteredMedian", effect.pValue < alpha);
  covered.add("clusteredMedian", holds(effect.interval, 0));
}

/** Twenty null metrics at once: how often anything at all is declared. */
export function multiplicityTrial(random: Random, rejected: Tally): void {
  const p = Float64Array.from({ length: 20 }, () => random());
  for (const correction of ["bonferroni", "holm", "benjamini-hochberg", "benjamini-yekutieli"] as const)
    rejected.add(`anyOf20.${correction}`, Math.min(...adjustPValues(p, correction)) < alpha);
  rejected.add("anyOf20.uncorrected", Math.min(...p) < alpha);
}
