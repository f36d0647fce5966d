import type { Experiment, ExperimentMetric } from "@aisle/contracts/experiment";
import type { Reading } from "@aisle/contracts/reading";
import { readBandit } from "../bandit/read-bandit.ts";
import { expectedShares, withUnitWeights } from "../bandit/unit-weights.ts";
import type { ExperimentFold } from "../fold/experiment-fold.ts";
import { readInterleaving } from "../interleaving/read-interleaving.ts";
import { Turns } from "../turns.ts";
import { type AssignedUnits, assignedUnits } from "./assigned-units.ts";
import { timesOf } from "./experiment-times.ts";
import { checkClock, checkCurrency, checkEvents, checkFilters, checkWeeks } from "./health/check-data.ts";
import { checkArmsBefore, checkNovelty } from "./health/check-effect.ts";
import { checkCrossedOver, checkMoved, checkSampleRatio } from "./health/check-exposures.ts";
import { checkNodes } from "./health/check-nodes.ts";
import { rowColumns, unitColumns } from "./metric-columns.ts";
import { readCoverage } from "./read-coverage.ts";
import { readDays } from "./read-days.ts";
import { type MetricNumbers, readMetric } from "./read-metric.ts";
import { readSegments } from "./read-segments.ts";
import type { SellableProducts } from "./sellable-products.ts";
import { withVerdicts } from "./with-verdicts.ts";

const hourMs = 3_600_000;

/** What a reading depends on beside what was folded. */
export interface ReadingContext {
  /** Milliseconds since 1970: what happened by then counts. */
  readonly at: number;
  /** IANA name of the workspace's zone, in which days begin. */
  readonly timeZone: string;
  /** What can be sold then, where a metric is about it. */
  readonly catalogue?: SellableProducts;
}

/** What of an experiment its reading depends on. */
export type ReadExperiment = Pick<Experiment, "kind" | "spec" | "startedAt" | "stoppedAt" | "weights">;

/** Reads an experiment out of its folded sums: the same sums give the same reading, whatever order they came in. */
export function readExperiment(fold: ExperimentFold, experiment: ReadExperiment, context: ReadingContext): Reading {
  const steps = readingSteps(fold, experiment, context);
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

/** The same, a metric at a time: with millions of units and many metrics others in the process would wait for too long. */
export async function readInTurns(
  fold: ExperimentFold,
  experiment: ReadExperiment,
  context: ReadingContext,
): Promise<Reading> {
  const steps = readingSteps(fold, experiment, context);
  const turns = new Turns();
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
    await turns.next();
  }
}

function* readingSteps(
  fold: ExperimentFold,
  experiment: ReadExperiment,
  context: ReadingContext,
): Generator<undefined, Reading> {
  const { spec } = experiment;
  const { at } = context;
  if (experiment.kind === "interleaving") return yield* readInterleaving(fold, experiment, context);
  const isBandit = experiment.kind === "bandit";
  // A row a unit does not say when.
  const isTimed = experiment.kind !== "import";
  const unitsBy = (until: number) =>
    isBandit ? withUnitWeights(experiment, fold, assignedUnits(fold, until, true)) : assignedUnits(fold, until);
  const units = unitsBy(at);
  yield;
  const times = timesOf(experiment, units, at);
  const primary = Math.max(
    0,
    spec.metrics.findIndex(({ role }) => role === "primary"),
  );
  let numbers: MetricNumbers | undefined;
  const drafts: ReturnType<typeof readMetric>[] = [];
  for (const [i, of] of spec.metrics.entries()) {
    yield;
    if (of.metric.kind === "coverage") {
      drafts.push(readCoverage(spec, of, fold, units, context.catalogue));
      continue;
    }
    const own = numbersOf(fold, units, of, at, i === primary);
    yield;
    // Columns of the others are let go: there may be ten million units.
    if (i === primary) numbers = own;
    drafts.push(readMetric(spec, of, units, own));
  }
  yield;
  const metrics = withVerdicts(experiment, drafts, at);
  const of = spec.metrics[primary];
  const shares = isBandit ? expectedShares(experiment, units) : spec.arms.map(({ weight }) => weight);
  const segments = of && numbers ? readSegments(fold, spec, of, units, numbers, shares) : [];
  yield;
  const nodes = checkNodes(fold, spec);
  const health = [
    checkSampleRatio(
      spec,
      units,
      segments,
      shares,
      nodes.flatMap(({ state, at }) => (state === "broken" ? (at ?? []) : [])),
    ),
    isBandit ? checkMoved(units) : checkCrossedOver(units),
    ...(of && numbers && !isBandit ? [checkArmsBefore(spec, units, numbers)] : []),
    ...nodes,
    ...(isTimed ? [checkWeeks(spec, times)] : []),
    ...(of && numbers && !isBandit && isTimed ? [checkNovelty(spec, of, units, numbers, times)] : []),
    checkEvents(spec, fold, units, metrics),
    checkFilters(fold, spec.metrics),
    checkClock(fold, at),
    checkCurrency(fold),
  ].filter((check) => check !== undefined);
  yield;
  const days = of && numbers && isTimed && units.exposedAt.length > 0;
  return {
    at,
    ...(fold.currency === undefined ? {} : { currency: fold.currency }),
    units: Object.fromEntries(spec.arms.map(({ key }, arm) => [key, units.starts[arm + 1]! - units.starts[arm]!])),
    crossedOver: units.crossedOver,
    metrics,
    segments,
    health,
    withheld: health.some(({ state }) => state === "broken"),
    days: days
      ? yield* readDays(fold, spec, of, units, numbers!, {
          timeZone: context.timeZone,
          from: times.from,
          // After the stop rows still come in, for as long as they count.
          to: Math.min(at, times.to + of.metric.windowHours * hourMs),
          until: at,
          ...(isBandit ? { unitsBy } : {}),
        })
      : [],
    ...(isBandit && of && numbers ? { bandit: readBandit(spec, of, units, numbers, at) } : {}),
  };
}

function numbersOf(
  fold: ExperimentFold,
  units: AssignedUnits,
  { metric }: ExperimentMetric,
  at: number,
  isDated: boolean,
): MetricNumbers {
  return metric.kind === "quantile"
    ? { rows: rowColumns(fold, units, metric, at, isDated) }
    : { units: unitColumns(fold, units, metric, at) };
}
