import type { ExperimentMetric, ExperimentSpec } from "@aisle/contracts/experiment";
import type { ArmFigure } from "@aisle/contracts/reading";
import { type Degenerate, degenerate, isDegenerate } from "@aisle/stats/degenerate";
import { coverageSummary } from "@aisle/stats/effects/coverage-summary";
import type { SampleSummary } from "@aisle/stats/effects/sample-summary";
import type { ExperimentFold } from "../fold/experiment-fold.ts";
import { shownGroups } from "../fold/shown-products.ts";
import { type EffectOrReason, isReadable } from "./arm-effect.ts";
import type { AssignedUnits } from "./assigned-units.ts";
import { type DraftReading, effectOptions, effectsOf, intervalOf } from "./read-metric.ts";
import type { SellableProducts } from "./sellable-products.ts";

/** Below that a group of units may hold nobody. */
const minUnits = 10 * shownGroups;

/**
 * The share of the products that can be sold now that each arm showed, whatever its units did: units that met two arms are in it, and no
 * window ends it. It grows with the units that an arm has, so that arms of other weights are not compared, and no day before the end
 * decides.
 */
export function readCoverage(
  spec: ExperimentSpec,
  { metric }: ExperimentMetric,
  { products }: Pick<ExperimentFold, "products">,
  units: AssignedUnits,
  catalogue: SellableProducts | undefined,
): DraftReading {
  const { arms } = spec;
  const options = effectOptions(spec, metric);
  const counts = arms.map((_, arm) => units.starts[arm + 1]! - units.starts[arm]!);
  const read = arms.map((_, arm) => {
    if (products === undefined || catalogue === undefined)
      return { shown: 0, summary: degenerate("empty", "No catalogue was read.") };
    const { shown, ofOneGroup } = shownBy(products.masks[arm]!, catalogue);
    return { shown, summary: summaryOf(shown, ofOneGroup, counts[arm]!, catalogue.total, products.isFull) };
  });
  const effects = effectsOf(arms, counts, { compared: read.map(({ summary }) => summary) }, options);
  return {
    arms: arms.map(
      ({ key }, arm): ArmFigure => figureOf(key, counts[arm]!, read[arm]!, catalogue?.total ?? 0, options.level),
    ),
    effects: effects.map((effect, i) =>
      Math.abs(arms[i + 1]!.weight - arms[0]!.weight) > 1e-6
        ? { arm: effect.arm, reason: "Who gets more traffic shows more: arms of other weights are not compared." }
        : atTheEndAlone(effect),
    ),
    method: "coverageSummary",
  };
}

function shownBy(
  masks: { readonly length: number; get(row: number): number },
  { shown: isSellable }: SellableProducts,
): { readonly shown: number; readonly ofOneGroup: readonly number[] } {
  const ofOneGroup = new Array<number>(shownGroups).fill(0);
  let shown = 0;
  for (let row = 0; row < masks.length; row++) {
    const mask = masks.get(row);
    if (mask === 0 || isSellable[row] !== 1) continue;
    shown++;
    if ((mask & (mask - 1)) === 0) ofOneGroup[31 - Math.clz32(mask)]!++;
  }
  return { shown, ofOneGroup };
}

function summaryOf(
  shown: number,
  ofOneGroup: readonly number[],
  units: number,
  total: number,
  isFull: boolean,
): SampleSummary | Degenerate {
  if (isFull) return degenerate("undefined", "More different products were shown than are counted.");
  if (units < minUnits)
    return degenerate("too-few", `${units} units are too few to tell chance: ${minUnits} are needed.`);
  return coverageSummary(shown, ofOneGroup, total);
}

function figureOf(
  arm: string,
  units: number,
  { shown, summary }: { readonly shown: number; readonly summary: SampleSummary | Degenerate },
  total: number,
  level: number,
): ArmFigure {
  const base = { arm, units, sum: shown, perSum: total };
  if (isDegenerate(summary)) return { ...base, mean: 0, variance: 0, interval: { reason: summary.detail } };
  const { n, mean, variance } = summary;
  // Of a unit, as everywhere: the standard error stays what the groups say.
  const ofUnit = (variance / n) * units;
  return { ...base, mean, variance: ofUnit, interval: intervalOf("mean", shown, mean, ofUnit, units, level, n) };
}

function atTheEndAlone(effect: EffectOrReason): EffectOrReason {
  if (!isReadable(effect)) return effect;
  return {
    ...effect,
    sequential: { reason: "Coverage grows with every day: it is read when the experiment is over." },
  };
}
