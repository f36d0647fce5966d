import type { ListedExperiment } from "@aisle/contracts/experiment-records";
import type { ArmFigure, Reading } from "@aisle/contracts/reading";
import { isDegenerate } from "@aisle/stats/degenerate";
import { compareArms } from "@aisle/stats/effects/compare-arms";
import { holdoutArms, holdoutRevenue, holdoutWindowDays } from "./holdout-spec.ts";
import type { Estimate, HoldoutMeasure } from "./value-shapes.ts";

const dayMs = 86_400_000;

/** What the live units of a month brought over what they would have brought held out, out of the month's experiment. */
export function earnedOverHoldout(experiment: ListedExperiment | undefined, now: Date): HoldoutMeasure {
  if (experiment === undefined) return { state: "off" };
  const { id, spec, reading, problem, startedAt, stoppedAt } = experiment;
  const waiting = (reason: string): HoldoutMeasure => ({ state: "waiting", experimentId: id, reason });
  if (problem !== null) return waiting(problem);
  if (startedAt === null) return waiting("Its arms are being compiled and run on the sample requests.");
  if (reading === null) return waiting("Nothing is read yet: the first reading comes after the first orders.");
  if (reading.withheld)
    return waiting(reading.health.find(({ state }) => state === "broken")?.message ?? "A check of its health failed.");
  const arms = reading.metrics.find(({ metric }) => metric === holdoutRevenue.id)?.arms ?? [];
  const [live, holdout] = [holdoutArms.live, holdoutArms.holdout].map((key) => arms.find(({ arm }) => arm === key));
  if (live === undefined || holdout === undefined) return waiting("Its revenue is not read yet.");
  const perUnit = differenceOf(holdout, live, reading, spec.level);
  if ("reason" in perUnit) return waiting(perUnit.reason);
  const end = stoppedAt === null ? undefined : stoppedAt.getTime() + holdoutWindowDays * dayMs;
  return {
    state: "measured",
    experimentId: id,
    baseline: spec.arms.find(({ key }) => key === holdoutArms.holdout)?.name ?? "Holdout",
    units: { live: live.units, holdout: holdout.units },
    perUnit: { live: live.mean, holdout: holdout.mean },
    earned: times(perUnit, live.units),
    since: startedAt.toISOString(),
    readAt: new Date(reading.at).toISOString(),
    windowDays: holdoutWindowDays,
    isFinal: end !== undefined && end <= now.getTime() && reading.at >= end,
  };
}

/** The difference of two arms' means for one unit (Welch), in minor units; a reason where there is none. */
export function differenceOf(
  control: ArmFigure,
  treatment: ArmFigure,
  { currency }: Pick<Reading, "currency">,
  level: number,
): Estimate | { readonly reason: string } {
  const of = ({ units, mean, variance }: ArmFigure) => ({ n: units, mean, variance });
  const effect = compareArms(of(control), of(treatment), { scale: "absolute", level });
  if (isDegenerate(effect)) return { reason: effect.detail };
  const { low, high } = effect.interval;
  return { currency: currency ?? null, valueMinor: effect.estimate, low, high, level };
}

/** An estimate for so many units. */
export function times({ valueMinor, low, high, ...rest }: Estimate, units: number): Estimate {
  const by = (value: number | null) => (value === null ? null : value * units);
  return { ...rest, valueMinor: valueMinor * units, low: by(low), high: by(high) };
}
