import { sampleRatio } from "@aisle/stats/assignment/sample-ratio";
import { gaussianEffect } from "@aisle/stats/bayesian/gaussian-effect";
import { isDegenerate } from "@aisle/stats/degenerate";
import { compareArms } from "@aisle/stats/effects/compare-arms";
import { cuped } from "@aisle/stats/effects/cuped";
import type { Moments } from "@aisle/stats/effects/moments";
import { newcombeDifference } from "@aisle/stats/effects/proportion-intervals";
import {
  meanFromMoments,
  proportionSummary,
  ratioSummary,
  type SampleSummary,
} from "@aisle/stats/effects/sample-summary";
import { adjustPValues } from "@aisle/stats/multiplicity/adjust-p-values";
import { seededRandom } from "@aisle/stats/seeded-random";
import { confidenceSequence } from "@aisle/stats/sequential/confidence-sequence";
import { binomialDraw } from "./simulate.ts";
import { sure } from "./tally.ts";

/** What a warehouse query returns for one metric in one segment: an aggregate an arm. */
export type Aggregate =
  | { kind: "proportion"; arms: { successes: number; n: number }[] }
  | { kind: "mean" | "ratio"; arms: Moments[] };

/** Aggregates of 20 metrics (8 rates, 6 means with a pre-period, 6 ratios) in each of 50 segments. */
export function readoutAggregates(segments = 50, metrics = 20): Aggregate[][] {
  const random = seededRandom("readout");
  const moments = (n: number, ratio: boolean): Moments => {
    const [m, d] = [1 + random(), 3 + random()];
    const covariance = (ratio ? 0.6 : 0.7) * Math.sqrt(m * d);
    return {
      n,
      means: [m, d],
      covariance: [
        [m, covariance],
        [covariance, d],
      ],
    };
  };
  return Array.from({ length: segments }, () => {
    const sizes = [0, 1].map(() => 500 + binomialDraw(50_000, 0.02 + 0.3 * random(), random));
    return Array.from({ length: metrics }, (_, i): Aggregate => {
      if (i % 5 < 2)
        return { kind: "proportion", arms: sizes.map((n) => ({ n, successes: binomialDraw(n, 0.05, random) })) };
      const kind = i % 5 < 4 ? "mean" : "ratio";
      return { kind, arms: sizes.map((n) => moments(n, kind === "ratio")) };
    });
  });
}

/**
 * A whole readout: for every metric and segment absolute and relative effect, sequential interval, Bayesian reading,
 * for rates Newcombe's interval, the sample ratio of every segment, and corrected p-values of every metric. Returns
 * how many readings it made.
 */
export function readout(aggregates: readonly Aggregate[][]): number {
  let readings = 0;
  const pValues: number[][] = [];
  for (const segment of aggregates) {
    const units = segment[0]!.arms.map((arm) => arm.n);
    readings += isDegenerate(sampleRatio(units, [1, 1])) ? 0 : 1;
    for (const [metric, aggregate] of segment.entries()) {
      const [control, treatment] = summaries(aggregate);
      const relative = sure(compareArms(control, treatment, { scale: "relative" }));
      const absolute = sure(compareArms(control, treatment));
      const sequential = sure(confidenceSequence(relative, control.n + treatment.n));
      const bayesian = sure(gaussianEffect(relative, { prior: { mean: 0, variance: 0.09, proper: true } }));
      if (aggregate.kind === "proportion") sure(newcombeDifference(aggregate.arms[0]!, aggregate.arms[1]!));
      readings += absolute.pValue + sequential.pValue + bayesian.chanceToWin >= 0 ? 4 : 0;
      pValues[metric] = [...(pValues[metric] ?? []), relative.pValue];
    }
  }
  for (const list of pValues) readings += adjustPValues(list, "benjamini-hochberg").length;
  return readings;
}

function summaries(aggregate: Aggregate): [SampleSummary, SampleSummary] {
  if (aggregate.kind === "proportion")
    return aggregate.arms.map((arm) => sure(proportionSummary(arm.successes, arm.n))) as [SampleSummary, SampleSummary];
  if (aggregate.kind === "ratio")
    return aggregate.arms.map((arm) => sure(ratioSummary(arm))) as [SampleSummary, SampleSummary];
  const adjusted = cuped(aggregate.arms);
  if (!isDegenerate(adjusted)) return adjusted.arms as [SampleSummary, SampleSummary];
  return aggregate.arms.map((arm) => sure(meanFromMoments(arm))) as [SampleSummary, SampleSummary];
}
