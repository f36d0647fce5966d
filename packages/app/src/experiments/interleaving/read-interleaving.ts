import type { Experiment, ExperimentMetric, ExperimentSpec } from "@aisle/contracts/experiment";
import type { DailyReading, InterleavingReading, MetricReading, Reading } from "@aisle/contracts/reading";
import { gaussianEffect } from "@aisle/stats/bayesian/gaussian-effect";
import { isDegenerate } from "@aisle/stats/degenerate";
import { effectOf } from "@aisle/stats/effects/compare-arms";
import { momentsOf } from "@aisle/stats/effects/moments";
import { meanSummary, ratioSummary } from "@aisle/stats/effects/sample-summary";
import { interleavingTest } from "@aisle/stats/ranking/interleaving-test";
import { confidenceSequence } from "@aisle/stats/sequential/confidence-sequence";
import type { ExperimentFold } from "../fold/experiment-fold.ts";
import { type EffectOrReason, readingInterval, tuningOf } from "../read/arm-effect.ts";
import { type AssignedUnits, assignedUnits } from "../read/assigned-units.ts";
import { dayStarts } from "../read/day-starts.ts";
import { timesOf } from "../read/experiment-times.ts";
import { checkClock, checkEvents, checkFilters, checkWeeks } from "../read/health/check-data.ts";
import { unitColumns } from "../read/metric-columns.ts";
import type { DraftReading } from "../read/read-metric.ts";
import { withVerdicts } from "../read/with-verdicts.ts";
import { creditMetric, foldedSpec } from "./folded-spec.ts";

const hourMs = 3_600_000;

/** Different products that each unit acted on, by the arm that drafted them. */
interface Credits {
  readonly own: Float64Array;
  readonly other: Float64Array;
}

/**
 * Reads two rankings that shared answers. Each unit is one vote, for the arm whose products it acted on more (exact sign test), since one
 * who clicks a lot says no more than one who clicks once; the effect is how much more often the second arm's products were acted on.
 */
export function* readInterleaving(
  fold: ExperimentFold,
  experiment: Pick<Experiment, "kind" | "spec" | "startedAt" | "stoppedAt">,
  { at, timeZone }: { readonly at: number; readonly timeZone: string },
): Generator<undefined, Reading> {
  const { spec } = experiment;
  const units = assignedUnits(fold, at);
  const times = timesOf(experiment, units, at);
  const all: ReturnType<typeof readCredits>[] = [];
  for (const of of spec.metrics) {
    yield;
    all.push(readCredits(fold, spec, of, units, at));
  }
  const drafts = all.map(({ draft }) => draft);
  const metrics = withVerdicts(experiment, drafts, at);
  const health = [
    checkWeeks(spec, times),
    checkEvents(spec, fold, units, metrics),
    checkFilters(fold, foldedSpec(experiment).metrics),
    checkClock(fold, at),
  ].filter((check) => check !== undefined);
  const primary = spec.metrics.find(({ role }) => role === "primary") ?? spec.metrics[0];
  const isEmpty = primary === undefined || units.exposedAt.length === 0;
  const to = Math.min(at, times.to + (primary?.metric.windowHours ?? 0) * hourMs);
  return {
    at,
    units: Object.fromEntries(spec.arms.map(({ key }) => [key, units.exposedAt.length])),
    crossedOver: 0,
    metrics,
    segments: [],
    health,
    withheld: false,
    days: isEmpty ? [] : yield* readDays(fold, spec, primary, timeZone, { from: times.from, to, at }),
    interleaving: all.flatMap(({ test }) => (test === undefined ? [] : [test])),
  };
}

function* readDays(
  fold: ExperimentFold,
  spec: ExperimentSpec,
  of: ExperimentMetric,
  timeZone: string,
  { from, to, at }: { readonly from: number; readonly to: number; readonly at: number },
): Generator<undefined, readonly DailyReading[]> {
  const days = dayStarts(timeZone, from, to);
  let before = 0;
  const readings: DailyReading[] = [];
  for (const [index, day] of days.days.entries()) {
    yield;
    const end = Math.min(at, days.endOf(index));
    const units = assignedUnits(fold, end);
    const exposed = units.exposedAt.length - before;
    before = units.exposedAt.length;
    const credits = creditsOf(fold, spec, of, units, end);
    readings.push({
      day,
      exposed: Object.fromEntries(spec.arms.map(({ key }) => [key, exposed])),
      effects: [credits === undefined ? notCredited(spec) : effectOfCredits(spec, of, credits)],
    });
  }
  return readings;
}

function readCredits(
  fold: ExperimentFold,
  spec: ExperimentSpec,
  of: ExperimentMetric,
  units: AssignedUnits,
  at: number,
): { readonly draft: DraftReading; readonly test?: InterleavingReading } {
  const credits = creditsOf(fold, spec, of, units, at);
  const effect = credits === undefined ? notCredited(spec) : effectOfCredits(spec, of, credits);
  const [a, b] = spec.arms;
  const draft: DraftReading = {
    arms: spec.arms.map(({ key }, arm) => figureOf(key, arm === 0 ? credits?.own : credits?.other, spec.level)),
    effects: [effect],
    method: "interleavingTest",
  };
  const found = credits === undefined ? undefined : testOf(credits, spec.level);
  if (found === undefined || isDegenerate(found)) return { draft };
  const { winsA, winsB, ties, preferenceA, shareA, pValue } = found;
  return {
    draft,
    test: {
      metric: of.metric.id,
      wins: { [a!.key]: winsA, [b!.key]: winsB },
      ties,
      preference: -preferenceA,
      share: { low: 1 - shareA[1], high: 1 - shareA[0] },
      pValue,
    },
  };
}

function creditsOf(
  fold: ExperimentFold,
  { arms }: ExperimentSpec,
  { metric }: ExperimentMetric,
  units: AssignedUnits,
  at: number,
): Credits | undefined {
  const [own, other] = arms.map(({ key }) => {
    const credit = creditMetric(metric, key);
    return credit === undefined ? undefined : unitColumns(fold, units, credit, at).columns[0];
  });
  return own === undefined || other === undefined ? undefined : { own, other };
}

function testOf({ own, other }: Credits, level: number) {
  const pairs = function* () {
    for (let slot = 0; slot < own.length; slot++) yield { a: own[slot]!, b: other[slot]! };
  };
  return interleavingTest(pairs(), { level });
}

/** How much more often the second arm's products were acted on: a ratio over units by the delta method, its p-value by the sign test. */
function effectOfCredits(spec: ExperimentSpec, { metric }: ExperimentMetric, credits: Credits): EffectOrReason {
  const { level } = spec;
  const arm = spec.arms[1]!.key;
  const test = testOf(credits, level);
  if (isDegenerate(test)) return { arm, reason: test.detail };
  const ratio = ratioSummary(momentsOf([credits.other, credits.own]));
  if (isDegenerate(ratio)) return { arm, reason: `Control: ${ratio.detail}` };
  const estimate = ratio.mean - 1;
  const standardError = Math.sqrt(ratio.variance / ratio.n);
  if (!(standardError > 0)) return { arm, reason: "The units do not vary, so chance cannot be measured." };
  const { interval } = effectOf(estimate, standardError, Math.max(1, ratio.n - 1), { level });
  const look = { estimate, standardError };
  const sequential = confidenceSequence(look, ratio.n, { level, tuning: tuningOf(spec) });
  const posterior = gaussianEffect(look, { level, inverse: metric.better === "lower" });
  return {
    arm,
    estimate,
    standardError,
    fixed: { pValue: test.pValue, interval: readingInterval(interval) },
    adjustedPValue: test.pValue,
    sequential: isDegenerate(sequential)
      ? { reason: sequential.detail }
      : { pValue: sequential.pValue, interval: readingInterval(sequential.interval) },
    bayesian: isDegenerate(posterior)
      ? { reason: posterior.detail }
      : {
          chanceToWin: posterior.chanceToWin,
          interval: readingInterval(posterior.interval),
          riskOfTreatment: posterior.risk[1],
          riskOfControl: posterior.risk[0],
        },
  };
}

function figureOf(arm: string, credits: Float64Array | undefined, level: number): MetricReading["arms"][number] {
  const values = credits ?? new Float64Array(0);
  const sum = values.reduce((total, value) => total + value, 0);
  const summary = meanSummary(values);
  const base = { arm, units: values.length, sum };
  if (isDegenerate(summary)) return { ...base, mean: 0, variance: 0, interval: { reason: summary.detail } };
  const { mean, variance, n } = summary;
  const standardError = Math.sqrt(variance / n);
  if (!(standardError > 0) || n < 2)
    return { ...base, mean, variance, interval: { reason: "The units do not vary, so chance cannot be measured." } };
  return {
    ...base,
    mean,
    variance,
    interval: readingInterval(effectOf(mean, standardError, n - 1, { level }).interval),
  };
}

const notCredited = ({ arms }: ExperimentSpec): EffectOrReason => ({
  arm: arms[1]!.key,
  reason: "Both rankings stand in one answer: only what follows it, such as a click on a product, tells them apart.",
});
