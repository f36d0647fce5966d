import type { ExperimentSpec } from "@aisle/contracts/experiment";
import { isDegenerate } from "@aisle/stats/degenerate";
import { daysToDetect } from "@aisle/stats/planning/days-to-detect";
import { type PlannedMetric, plannedMean, plannedProportion } from "@aisle/stats/planning/planned-metric";
import { minimumDetectableEffect, plannedPower, requiredSize } from "@aisle/stats/planning/power";
import type { Caller } from "../access/caller.ts";
import type { ExperimentsPorts } from "./experiments-ports.ts";
import type { ExperimentPlan } from "./experiments-shapes.ts";
import { type LoggedBaseline, loggedBaseline } from "./logged-baseline.ts";

const curvePoints = 20;
const maxDays = 56;

export interface PlanInput {
  readonly pipelineId: string;
  readonly spec: ExperimentSpec;
  readonly effect: number;
  readonly power: number;
}

/** What an experiment would find: from the endpoint's own units and the metric's own spread, through packages/stats. */
export async function planExperiment(
  ports: ExperimentsPorts,
  caller: Caller,
  input: PlanInput,
): Promise<ExperimentPlan> {
  const [logged, holdoutShare] = await Promise.all([
    loggedBaseline(ports, caller, input),
    ports.experiments.holdoutShare(caller.workspaceId),
  ]);
  return planOf(input, logged, holdoutShare);
}

/** The plan for what was logged. */
function planOf(
  { spec, effect, power }: Omit<PlanInput, "pipelineId">,
  { unitsADay, baseline, notes: logged }: LoggedBaseline,
  holdoutShare: number,
): ExperimentPlan {
  const notes = [...logged];
  const none = { days: null, units: null, detectable: null, powerCurve: [], detectableByDay: [] };
  const known = { unitsADay, baseline };
  const of = spec.metrics.find(({ role }) => role === "primary")?.metric;
  if (of === undefined) return { ...known, ...none, notes: [...notes, "Choose a primary metric to plan by."] };
  const metric = baseline === null ? undefined : plannedMetric(of.kind, baseline, notes);
  const split = thinnestSplit(spec);
  if (metric === undefined || split === undefined) return { ...known, ...none, notes };
  // Of all that come, those who take part and are in the control, or in the smallest treatment arm.
  const entering = spec.coverage * rangeOf(spec) * (1 - holdoutShare);
  const options = { scale: "relative", level: spec.level } as const;
  const direction = of.better === "higher" ? "increase" : "decrease";
  const sign = direction === "increase" ? 1 : -1;
  if (spec.method !== "frequentist")
    notes.push("Sizes are for one reading at the end: one that is valid on any day, or Bayesian, needs more units.");
  if (of.cupedDays > 0) notes.push("CUPED may need fewer units: what it saves is not known before.");
  const size = sizeFor(metric, sign * effect, { ...options, power, allocation: split.treatment / split.control });
  if (typeof size === "string") notes.push(size);
  const units = typeof size === "string" ? null : Math.ceil(size.control / split.control);
  const atDay = (day: number) => {
    const all = (unitsADay ?? 0) * day * entering;
    return { control: all * split.control, treatment: all * split.treatment };
  };
  const detectableAt = (day: number): number | null => {
    const { control, treatment } = atDay(day);
    if (control < 2 || treatment < 2) return null;
    const found = minimumDetectableEffect(metric, control, treatment, { ...options, power, direction });
    return isDegenerate(found) ? null : Math.abs(found);
  };
  const days =
    units === null || unitsADay === null || entering <= 0
      ? undefined
      : daysToDetect(units, unitsADay, { exposure: entering, minimumDays: 1, wholeWeeks: false });
  const detectable = detectableAt(spec.plannedDays);
  return {
    ...known,
    days: days === undefined || isDegenerate(days) ? null : days.daysForUnits,
    units,
    detectable,
    powerCurve: powerCurve(metric, atDay(spec.plannedDays), 2 * Math.max(effect, detectable ?? 0), sign, options),
    detectableByDay: Array.from(
      { length: Math.min(maxDays, Math.max(28, spec.plannedDays)) },
      (_, at) => at + 1,
    ).flatMap((day) => {
      const found = detectableAt(day);
      return found === null ? [] : [{ day, effect: found }];
    }),
    notes,
  };
}

type Options = { readonly scale: "relative"; readonly level: number };

function powerCurve(
  metric: PlannedMetric,
  { control, treatment }: { readonly control: number; readonly treatment: number },
  widest: number,
  sign: number,
  options: Options,
): ExperimentPlan["powerCurve"] {
  if (control < 2 || treatment < 2 || widest <= 0) return [];
  const room =
    metric.kind === "proportion" && sign > 0
      ? (1 - metric.mean) / metric.mean
      : sign > 0
        ? Number.POSITIVE_INFINITY
        : 1;
  return Array.from({ length: curvePoints + 1 }, (_, at) => (widest * at) / curvePoints)
    .filter((effect) => effect < room)
    .map((effect) => ({ effect, power: plannedPower(metric, sign * effect, control, treatment, options) }));
}

/** The size for an effect, or why there is none. */
function sizeFor(metric: PlannedMetric, effect: number, options: Parameters<typeof requiredSize>[2]) {
  const treated = metric.mean * (1 + effect);
  if (metric.kind === "proportion" && (treated < 0 || treated > 1))
    return "That effect would make the share of units more than all of them.";
  const size = requiredSize(metric, effect, options);
  return isDegenerate(size) ? size.detail : size;
}

function plannedMetric(
  kind: string,
  { mean, variance, units }: NonNullable<ExperimentPlan["baseline"]>,
  notes: string[],
): PlannedMetric | undefined {
  if (kind === "quantile")
    notes.push("A quantile cannot be planned: choose a primary metric that is a share, a mean or a ratio.");
  else if (mean === 0) notes.push(`The primary metric was 0 for all ${units} units that were looked at.`);
  else if (variance === 0) notes.push(`The primary metric was the same for all ${units} units that were looked at.`);
  else return kind === "proportion" ? plannedProportion(mean) : plannedMean(mean, variance);
  return undefined;
}

/** Shares of the control and of the smallest treatment arm: the comparison that needs the most units. */
function thinnestSplit({ arms }: ExperimentSpec): { readonly control: number; readonly treatment: number } | undefined {
  const control = arms[0]?.weight ?? 0;
  const treatment = Math.min(...arms.slice(1).map(({ weight }) => weight));
  return control > 0 && treatment > 0 && Number.isFinite(treatment) ? { control, treatment } : undefined;
}

function rangeOf({ group }: ExperimentSpec): number {
  return group === undefined ? 1 : Math.max(0, group.range[1] - group.range[0]);
}
