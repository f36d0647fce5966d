import type { ExperimentSpec } from "@aisle/contracts/experiment";
import type { HealthCheck, SegmentReading } from "@aisle/contracts/reading";
import { sampleRatio } from "@aisle/stats/assignment/sample-ratio";
import { isDegenerate } from "@aisle/stats/degenerate";
import type { AssignedUnits } from "../assigned-units.ts";

const count = (units: number) => Math.round(units).toLocaleString("en-GB");
const alarmBelow = 0.001;
const crossedWarning = 0.01;
const crossedBroken = 0.1;

/**
 * Whether the arms got the units that they should, as `shares` of all: at large, and where not, in which segment it is worst, and at which
 * `nodes` the arms fare differently, so that units may be lost there.
 */
export function checkSampleRatio(
  { arms }: Pick<ExperimentSpec, "arms">,
  { starts }: AssignedUnits,
  segments: readonly SegmentReading[],
  shares: readonly number[],
  nodes: readonly string[],
): HealthCheck {
  const counts = arms.map((_, arm) => starts[arm + 1]! - starts[arm]!);
  const ratio = sampleRatio(counts, shares, { alarmBelow });
  const numbers = Object.fromEntries(arms.map(({ key }, arm) => [key, counts[arm]!]));
  if (isDegenerate(ratio)) return { check: "sample-ratio", state: "open", message: ratio.detail, numbers };
  const worst = [...segments]
    .filter(({ sampleRatioP }) => sampleRatioP !== null && sampleRatioP < alarmBelow / Math.max(1, segments.length))
    .sort((a, b) => a.sampleRatioP! - b.sampleRatioP!)[0];
  const segment =
    worst === undefined ? undefined : `${worst.dimension} = ${worst.value === "" ? "not given" : worst.value}`;
  const places = [...(segment === undefined ? [] : [segment]), ...nodes.map((node) => `node ${node}`)];
  const at = places.length === 0 ? {} : { at: places.join(", ") };
  const counted = arms.map(
    ({ name }, arm) => `${name} ${count(counts[arm]!)} (${count(ratio.expected[arm]!)} expected)`,
  );
  const state = ratio.verdict === "alarm" ? "broken" : ratio.verdict === "warning" || worst ? "warning" : "clear";
  const message =
    state === "clear"
      ? "The arms got as many units as they should."
      : ratio.verdict === "ok"
        ? `At large the arms got the units that they should, but not where ${segment}.`
        : `The arms did not get the units that they should: ${counted.join(", ")}${
            segment === undefined ? "" : `; the most where ${segment}`
          }.${nodes.length === 0 ? "" : ` The arms fare differently at node ${nodes.join(", ")}: look there first.`}`;
  return {
    check: "sample-ratio",
    state,
    message,
    ...(state === "clear" ? {} : at),
    numbers: { ...numbers, chiSquare: ratio.chiSquare, pValue: ratio.pValue, strayUnits: ratio.stray },
  };
}

/** Units that met more than one arm are in no metric; many of them make the rest a selection. */
export function checkCrossedOver({ starts, crossedOver }: AssignedUnits): HealthCheck {
  const units = starts.at(-1)! + crossedOver;
  const share = units === 0 ? 0 : crossedOver / units;
  const state = share > crossedBroken ? "broken" : share > crossedWarning ? "warning" : "clear";
  return {
    check: "crossed-over",
    state,
    message:
      crossedOver === 0
        ? "No unit met more than one arm."
        : `${count(crossedOver)} of ${count(units)} units met more than one arm and are in no metric.`,
    numbers: { crossedOver, units, share },
  };
}

/** Units of a bandit that met another arm when the split moved: they count for the first, which makes arms look more alike. */
export function checkMoved({ starts, crossedOver }: AssignedUnits): HealthCheck {
  const units = starts.at(-1)!;
  const share = units === 0 ? 0 : crossedOver / units;
  return {
    check: "crossed-over",
    state: share > crossedBroken ? "warning" : "clear",
    message:
      crossedOver === 0
        ? "No unit met more than one arm."
        : `${count(crossedOver)} of ${count(units)} units met another arm when the split moved; they count for the arm that they met first.`,
    numbers: { crossedOver, units, share },
  };
}
