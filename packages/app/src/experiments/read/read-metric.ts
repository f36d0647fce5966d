import type { ExperimentMetric, ExperimentSpec } from "@aisle/contracts/experiment";
import type { Metric } from "@aisle/contracts/metric";
import type { ArmFigure, MetricReading } from "@aisle/contracts/reading";
import { isDegenerate } from "@aisle/stats/degenerate";
import { effectOf } from "@aisle/stats/effects/compare-arms";
import { wilsonInterval } from "@aisle/stats/effects/proportion-intervals";
import type { SampleSummary } from "@aisle/stats/effects/sample-summary";
import { armEffect, type EffectOptions, type EffectOrReason, readingInterval, tuningOf } from "./arm-effect.ts";
import type { AssignedUnits } from "./assigned-units.ts";
import { histogramOf } from "./histogram-of.ts";
import type { RowColumns, UnitColumns } from "./metric-columns.ts";
import { type ArmSummaries, summariseArms, summariseQuantile } from "./summarise-arms.ts";
import { notWeighable, summariseWeighted } from "./summarise-weighted.ts";

/** The numbers of a metric, by unit or by row. */
export type MetricNumbers = { readonly units: UnitColumns } | { readonly rows: RowColumns };

/** Which slots are read: all, or those of a segment. */
export type SlotFilter = (slot: number) => boolean;

/** A metric's arms and effects, before they are corrected for being many. */
export interface DraftReading extends Omit<MetricReading, "effects" | "verdicts" | "role" | "metric"> {
  readonly effects: readonly EffectOrReason[];
}

export function readMetric(
  spec: Pick<ExperimentSpec, "arms" | "level" | "planned">,
  { metric }: ExperimentMetric,
  units: AssignedUnits,
  numbers: MetricNumbers,
): DraftReading {
  const summaries = summariesOf(metric.kind, metric.quantile, units, numbers);
  const options = effectOptions(spec, metric);
  const { arms } = spec;
  const counts = arms.map((_, arm) => units.starts[arm + 1]! - units.starts[arm]!);
  return {
    arms: arms.map(({ key }, arm) => figureOf(key, arm, counts[arm]!, units, numbers, summaries.plain[arm]!, options)),
    effects: effectsOf(arms, counts, summaries, options),
    ...(summaries.varianceReduction === undefined ? {} : { varianceReduction: summaries.varianceReduction }),
    ...("units" in numbers && numbers.units.cap !== undefined ? { cap: numbers.units.cap } : {}),
    method: methodOf(metric.kind, summaries.varianceReduction !== undefined, units.weights !== undefined),
  };
}

export function effectOptions(
  { level, ...spec }: Pick<ExperimentSpec, "level" | "planned">,
  { kind, better }: Metric,
): EffectOptions {
  return { kind, better, level, tuning: tuningOf(spec) };
}

/** Every treatment arm against the first. */
export function effectsOf(
  arms: readonly { readonly key: string }[],
  counts: readonly number[],
  { compared }: Pick<ArmSummaries, "compared">,
  options: EffectOptions,
): readonly EffectOrReason[] {
  return arms.slice(1).map(({ key }, i) => {
    const units = counts[0]! + counts[i + 1]!;
    return armEffect(key, compared[0]!, compared[i + 1]!, units, options);
  });
}

export function summariesOf(
  kind: ExperimentMetric["metric"]["kind"],
  quantile: number | undefined,
  units: AssignedUnits,
  numbers: MetricNumbers,
  filter?: SlotFilter,
): ArmSummaries {
  const arms = units.starts.slice(0, -1).map((start, arm) => [start, units.starts[arm + 1]!] as const);
  if ("rows" in numbers && units.weights !== undefined) return notWeighable(arms.length);
  if ("rows" in numbers)
    return summariseQuantile(
      arms.map(([from, to]) => rowsOf(numbers.rows, from, to, filter)),
      quantile ?? 0.5,
    );
  const { columns, pre } = numbers.units;
  const { weights } = units;
  if (weights !== undefined)
    return summariseWeighted(
      kind,
      arms.map(([from, to]) => ({
        columns: columns.map((column) => partOf(column, from, to, filter)),
        weights: partOf(weights, from, to, filter),
      })),
    );
  return summariseArms(
    kind === "quantile" ? "mean" : kind,
    arms.map(([from, to]) => columns.map((column) => partOf(column, from, to, filter))),
    pre,
  );
}

function partOf(column: Float64Array, from: number, to: number, filter: SlotFilter | undefined): Float64Array {
  const part = column.subarray(from, to);
  return filter === undefined ? part : part.filter((_, i) => filter(from + i));
}

function rowsOf({ values, slots }: RowColumns, from: number, to: number, filter: SlotFilter | undefined) {
  const isIn = (slot: number) => slot >= from && slot < to && (filter === undefined || filter(slot));
  return {
    values: values.filter((_, row) => isIn(slots[row]!)),
    cluster: slots.filter(isIn).map((slot) => slot - from),
  };
}

function figureOf(
  key: string,
  arm: number,
  units: number,
  assigned: AssignedUnits,
  numbers: MetricNumbers,
  summary: SampleSummary | { readonly degenerate: string; readonly detail: string },
  { kind, level }: EffectOptions,
): ArmFigure {
  const [from, to] = [assigned.starts[arm]!, assigned.starts[arm + 1]!];
  const own =
    "rows" in numbers
      ? [rowsOf(numbers.rows, from, to, undefined).values]
      : numbers.units.columns.map((column) => column.subarray(from, to));
  const histogram = kind === "proportion" ? undefined : histogramOf(own[0]!);
  const base = {
    arm: key,
    units,
    sum: sumOf(own[0]!),
    ...(kind === "ratio" ? { perSum: sumOf(own[1]!) } : {}),
    ...(histogram === undefined ? {} : { histogram }),
  };
  if (isDegenerate(summary)) return { ...base, mean: 0, variance: 0, interval: { reason: summary.detail } };
  const { mean, n } = summary as SampleSummary;
  // Of a quantile n are rows: its variance is given per unit here.
  const variance = ((summary as SampleSummary).variance / n) * units;
  // Of weighted units the plain count of successes says nothing: their interval is that of a mean.
  const of = kind === "proportion" && assigned.weights !== undefined ? "mean" : kind;
  return { ...base, mean, variance, interval: intervalOf(of, base.sum, mean, variance, units, level) };
}

function intervalOf(
  kind: EffectOptions["kind"],
  sum: number,
  mean: number,
  variance: number,
  units: number,
  level: number,
): ArmFigure["interval"] {
  if (kind === "proportion") {
    const wilson = wilsonInterval({ successes: sum, n: units }, level);
    return isDegenerate(wilson) ? { reason: wilson.detail } : readingInterval(wilson);
  }
  const standardError = Math.sqrt(variance / units);
  if (!(standardError > 0) || units < 2) return { reason: "The units do not vary, so chance cannot be measured." };
  const freedom = kind === "quantile" ? Number.POSITIVE_INFINITY : units - 1;
  return readingInterval(effectOf(mean, standardError, freedom, { level }).interval);
}

function sumOf(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum;
}

function methodOf(kind: EffectOptions["kind"], adjusted: boolean, weighted: boolean): string {
  if (weighted && kind !== "quantile") return kind === "ratio" ? "weightedRatioSummary" : "weightedSummary";
  if (kind === "quantile") return "clusteredQuantileSummary";
  if (kind === "ratio") return adjusted ? "cupedRatio" : "ratioSummary";
  if (adjusted) return "cuped";
  return kind === "proportion" ? "proportionSummary" : "meanSummary";
}
