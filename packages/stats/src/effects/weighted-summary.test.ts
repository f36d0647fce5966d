import { expect, it } from "vitest";
import { isDegenerate, StatsInputError } from "../degenerate.ts";
import { estimatePolicy } from "../off-policy/estimate-policy.ts";
import { seededRandom } from "../seeded-random.ts";
import { momentsOf } from "./moments.ts";
import { meanSummary, ratioSummary, type SampleSummary } from "./sample-summary.ts";
import { type WeightedSummary, weightedRatioSummary, weightedSummary } from "./weighted-summary.ts";

const of = (summary: ReturnType<typeof weightedSummary>): WeightedSummary => {
  if (isDegenerate(summary)) throw new Error(summary.detail);
  return summary;
};

it("is the plain mean and ratio where all weights are the same", () => {
  const values = [3, 0, 1, 7, 2, 2];
  const per = [1, 1, 2, 3, 1, 2];
  const weights = values.map(() => 4);
  const mean = meanSummary(values) as SampleSummary;
  expect(of(weightedSummary(values, weights))).toEqual({
    n: 6,
    mean: expect.closeTo(mean.mean, 12),
    variance: expect.closeTo(mean.variance, 12),
    effectiveUnits: expect.closeTo(6, 12),
  });
  const ratio = ratioSummary(momentsOf([values, per])) as SampleSummary;
  expect(of(weightedRatioSummary(values, per, weights))).toMatchObject({
    mean: expect.closeTo(ratio.mean, 12),
    variance: expect.closeTo(ratio.variance, 12),
  });
});

it("is the self-normalised estimate of always choosing the arm, with its standard error", () => {
  const random = seededRandom("snips");
  const rows = Array.from({ length: 4000 }, (_, i) => {
    const odds = i < 2000 ? 0.5 : 0.9;
    return { odds, own: random() < odds, value: random() + (i < 2000 ? 1 : 0) };
  });
  const own = rows.filter((row) => row.own);
  const arm = of(
    weightedSummary(
      own.map(({ value }) => value),
      own.map(({ odds }) => 1 / odds),
    ),
  );
  const estimate = estimatePolicy(
    {
      reward: rows.map(({ value }) => value),
      loggingPropensity: rows.map(({ odds, own: isOwn }) => (isOwn ? odds : 1 - odds)),
      targetPropensity: rows.map((row) => (row.own ? 1 : 0)),
    },
    "snips",
  );
  if (isDegenerate(estimate)) throw new Error(estimate.detail);
  expect(arm.mean).toBeCloseTo(estimate.value, 12);
  // Both divide by one less than their own number of rows.
  expect(Math.sqrt(arm.variance / arm.n) / estimate.standardError).toBeCloseTo(1, 3);
});

it("says why it has no value, and refuses weights that are none", () => {
  expect(weightedSummary([], [])).toMatchObject({ degenerate: "empty" });
  expect(weightedSummary([Number.NaN], [1])).toMatchObject({ degenerate: "not-finite" });
  expect(weightedRatioSummary([1, 2], [0, 0], [1, 1])).toMatchObject({ degenerate: "zero-baseline" });
  for (const wrong of [0, -1, Number.POSITIVE_INFINITY, Number.NaN])
    expect(() => weightedSummary([1], [wrong])).toThrow(StatsInputError);
  expect(() => weightedSummary([1, 2], [1])).toThrow(StatsInputError);
});
