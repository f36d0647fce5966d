import type { ExperimentMetric, ExperimentSpec } from "@aisle/contracts/experiment";
import type { HealthCheck } from "@aisle/contracts/reading";
import { isDegenerate } from "@aisle/stats/degenerate";
import { compareArms, effectOf } from "@aisle/stats/effects/compare-arms";
import { meanSummary } from "@aisle/stats/effects/sample-summary";
import { isReadable } from "../arm-effect.ts";
import type { AssignedUnits } from "../assigned-units.ts";
import { effectOptions, effectsOf, type MetricNumbers, summariesByCode } from "../read-metric.ts";

const dayMs = 86_400_000;
const noveltyBelow = 0.01;
const differBelow = 0.001;

/** Whether those who were exposed in the first week react otherwise than those who came later. */
export function checkNovelty(
  spec: ExperimentSpec,
  { metric }: ExperimentMetric,
  units: AssignedUnits,
  numbers: MetricNumbers,
  times: { readonly from: number; readonly to: number },
): HealthCheck {
  const said = (state: HealthCheck["state"], message: string): HealthCheck => ({
    check: "novelty",
    state,
    message,
    numbers: {},
  });
  if (times.to - times.from < 14 * dayMs)
    return said("open", "Two weeks are needed to see whether an effect wears off.");
  const turn = times.from + 7 * dayMs;
  const codes = new Uint8Array(units.exposedAt.length);
  for (let slot = 0; slot < codes.length; slot++) codes[slot] = units.exposedAt[slot]! < turn ? 1 : 2;
  const summaries = summariesByCode(metric, units, numbers, { codes, count: 2 });
  const [early, late] = [1, 2].map((code) => {
    const counts = spec.arms.map((_, arm) => {
      let count = 0;
      for (let slot = units.starts[arm]!; slot < units.starts[arm + 1]!; slot++) if (codes[slot] === code) count++;
      return count;
    });
    return effectsOf(spec.arms, counts, summaries(code), effectOptions(spec, metric));
  });
  let isCompared = false;
  for (const [i, first] of early!.entries()) {
    const then = late![i]!;
    if (!isReadable(first) || !isReadable(then)) continue;
    isCompared = true;
    const gap = then.estimate - first.estimate;
    const standardError = Math.hypot(first.standardError, then.standardError);
    const { pValue } = effectOf(gap, standardError, Number.POSITIVE_INFINITY);
    if (pValue >= noveltyBelow / early!.length) continue;
    return {
      check: "novelty",
      state: "warning",
      message: `Arm ${first.arm} does ${percent(first.estimate)} with those of the first week and ${percent(
        then.estimate,
      )} with those who came later: the effect may wear off or grow.`,
      at: first.arm,
      numbers: { firstWeek: first.estimate, later: then.estimate, pValue },
    };
  }
  return isCompared
    ? said(
        "clear",
        "The effect is the same for those of the first week and those who came later, as far as can be seen.",
      )
    : said("open", "Too few came in the first week, or later, to compare them.");
}

/** Whether the arms differed before anybody was exposed, in the sums of the primary metric's pre-period. */
export function checkArmsBefore(
  { arms }: ExperimentSpec,
  { starts }: AssignedUnits,
  numbers: MetricNumbers,
): HealthCheck | undefined {
  if (!("units" in numbers) || !numbers.units.pre) return undefined;
  const before = numbers.units.columns[numbers.units.columns.length / 2]!;
  const [control, ...others] = arms.map((_, arm) => meanSummary(before.subarray(starts[arm], starts[arm + 1])));
  let isCompared = false;
  for (const [i, treatment] of others.entries()) {
    if (isDegenerate(control!) || isDegenerate(treatment)) continue;
    const effect = compareArms(control!, treatment);
    if (isDegenerate(effect)) continue;
    isCompared = true;
    if (effect.pValue >= differBelow / others.length) continue;
    const { key } = arms[i + 1]!;
    return {
      check: "arms-differ",
      state: "warning",
      message: `Arm ${key} differed from the control before anybody was exposed: assignment may follow something it should not.`,
      at: key,
      numbers: { control: control!.mean, [key]: treatment.mean, pValue: effect.pValue },
    };
  }
  return {
    check: "arms-differ",
    state: isCompared ? "clear" : "open",
    message: isCompared
      ? "Before the exposure the arms did not differ."
      : "Too little is known of before the exposure to compare the arms.",
    numbers: {},
  };
}

const percent = (share: number): string => `${share > 0 ? "+" : ""}${(share * 100).toFixed(1)} %`;
