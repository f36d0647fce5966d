import type { ExperimentMetric, ExperimentSpec } from "@aisle/contracts/experiment";
import type { SegmentReading } from "@aisle/contracts/reading";
import { sampleRatio } from "@aisle/stats/assignment/sample-ratio";
import { isDegenerate } from "@aisle/stats/degenerate";
import type { ExperimentFold } from "../fold/experiment-fold.ts";
import type { AssignedUnits } from "./assigned-units.ts";
import { corrected } from "./corrected.ts";
import { effectOptions, effectsOf, type MetricNumbers, summariesByCode } from "./read-metric.ts";

const maxValues = 12;

interface Segment {
  readonly dimension: string;
  readonly value: string;
  readonly units: readonly number[];
  readonly code: number;
}

/** The primary metric in each part of the units (arms should have `shares` of each); intervals hold for all parts together, by Bonferroni. */
export function readSegments(
  fold: ExperimentFold,
  spec: ExperimentSpec,
  { metric }: ExperimentMetric,
  units: AssignedUnits,
  numbers: MetricNumbers,
  shares: readonly number[],
): readonly SegmentReading[] {
  const dimensions = dimensionsOf(fold, units).map((dimension) => ({ dimension, found: segmentsOf(dimension, units) }));
  const segments = dimensions.flatMap(({ found }) => found);
  const options = effectOptions(spec, metric);
  const level = 1 - (1 - options.level) / Math.max(1, segments.length * (spec.arms.length - 1));
  const effects = dimensions.flatMap(({ dimension: { codes, values }, found }) => {
    const summaries = summariesByCode(metric, units, numbers, { codes, count: values.length });
    return found.map(({ code, units: counts }) => effectsOf(spec.arms, counts, summaries(code), { ...options, level }));
  });
  const all = Math.max(1, units.exposedAt.length);
  return corrected(effects, spec).map((list, i) => {
    const { dimension, value, units: counts } = segments[i]!;
    const ratio = sampleRatio(counts, shares);
    return {
      dimension,
      value,
      share: counts.reduce((sum, count) => sum + count, 0) / all,
      units: Object.fromEntries(spec.arms.map(({ key }, arm) => [key, counts[arm]!])),
      sampleRatioP: isDegenerate(ratio) ? null : ratio.pValue,
      effects: list,
    };
  });
}

interface Dimension {
  readonly name: string;
  readonly values: readonly string[];
  /** By slot; 0 is unknown, others are places in `values` from 1. */
  readonly codes: Uint8Array;
}

function dimensionsOf(fold: ExperimentFold, { rowOf }: AssignedUnits): readonly Dimension[] {
  const named = fold.shape.dimensions.map((name, i) => {
    const codes = new Uint8Array(rowOf.length);
    for (let slot = 0; slot < codes.length; slot++) codes[slot] = fold.units.segments[i]!.get(rowOf[slot]!);
    return { name, values: fold.values[i]!, codes };
  });
  const past = new Uint8Array(rowOf.length);
  let returning = 0;
  for (let slot = 0; slot < past.length; slot++) {
    const row = rowOf[slot]!;
    const was = fold.units.pastAt(row) < fold.units.exposedAt.get(row) ? 1 : 0;
    returning += was;
    past[slot] = 1 + was;
  }
  // Where no unit has a past, as with sessions, there is nothing to tell apart.
  return returning === 0 ? named : [{ name: "newOrReturning", values: ["new", "returning"], codes: past }, ...named];
}

function segmentsOf({ name, values, codes }: Dimension, { starts }: AssignedUnits): readonly Segment[] {
  const arms = starts.length - 1;
  const counts = values.map(() => new Array<number>(arms).fill(0));
  for (let arm = 0; arm < arms; arm++)
    for (let slot = starts[arm]!; slot < starts[arm + 1]!; slot++) {
      const code = codes[slot]!;
      if (code > 0) counts[code - 1]![arm]!++;
    }
  const total = (units: readonly number[]) => units.reduce((sum, count) => sum + count, 0);
  return values
    .map((value, i) => ({ dimension: name, value, units: counts[i]!, code: i + 1 }))
    .filter(({ units }) => total(units) > 0)
    .sort((a, b) => total(b.units) - total(a.units) || (a.value < b.value ? -1 : 1))
    .slice(0, maxValues);
}
