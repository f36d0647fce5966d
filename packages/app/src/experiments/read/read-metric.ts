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

/** A split of slots into parts: each slot's code, from 1 on; 0 is in none. */
export interface SlotCodes {
  readonly codes: Uint8Array;
  /** The highest code. */
  readonly count: number;
}

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
): ArmSummaries {
  const arms = armsOf(units);
  if ("rows" in numbers && units.weights !== undefined) return notWeighable(arms.length);
  if ("rows" in numbers)
    return summariseQuantile(
      arms.map(([from], arm) => rowsOf(numbers.rows, arm, from)),
      quantile ?? 0.5,
    );
  const { columns, pre } = numbers.units;
  const { weights } = units;
  if (weights !== undefined)
    return summariseWeighted(
      kind,
      arms.map(([from, to]) => ({
        columns: columns.map((column) => column.subarray(from, to)),
        weights: weights.subarray(from, to),
      })),
    );
  return summariseArms(
    unitKind(kind),
    arms.map(([from, to]) => columns.map((column) => column.subarray(from, to))),
    pre,
  );
}

/** The same in each part of the units, by code. */
export function summariesByCode(
  { kind, quantile }: Metric,
  units: AssignedUnits,
  numbers: MetricNumbers,
  { codes, count }: SlotCodes,
): (code: number) => ArmSummaries {
  const arms = armsOf(units);
  const { weights } = units;
  if ("rows" in numbers && weights !== undefined) return () => notWeighable(arms.length);
  if ("rows" in numbers)
    return (code) =>
      summariseQuantile(
        arms.map(([from], arm) => rowsOf(numbers.rows, arm, from, (slot) => codes[slot] === code)),
        quantile ?? 0.5,
      );
  const { columns, pre } = numbers.units;
  const parts = arms.map(([from, to]) => {
    const sizes = sizesOf(codes, from, to, count);
    return columns.map((column) => splitColumn(column, codes, from, to, sizes));
  });
  if (weights !== undefined) {
    const ofUnits = arms.map(([from, to]) => splitColumn(weights, codes, from, to, sizesOf(codes, from, to, count)));
    return (code) =>
      summariseWeighted(
        kind,
        parts.map((of, arm) => ({ columns: of.map((byCode) => byCode[code]!), weights: ofUnits[arm]![code]! })),
      );
  }
  return (code) =>
    summariseArms(
      unitKind(kind),
      parts.map((of) => of.map((byCode) => byCode[code]!)),
      pre,
    );
}

const unitKind = (kind: Metric["kind"]) => (kind === "quantile" || kind === "coverage" ? "mean" : kind);

const armsOf = ({ starts }: AssignedUnits) =>
  starts.slice(0, -1).map((start, arm) => [start, starts[arm + 1]!] as const);

function sizesOf(codes: Uint8Array, from: number, to: number, count: number): Uint32Array {
  const sizes = new Uint32Array(count + 1);
  for (let slot = from; slot < to; slot++) sizes[codes[slot]!]!++;
  return sizes;
}

/** In one pass, whatever the number of parts. */
function splitColumn(
  column: Float64Array,
  codes: Uint8Array,
  from: number,
  to: number,
  sizes: Uint32Array,
): readonly Float64Array[] {
  const parts = Array.from(sizes, (size) => new Float64Array(size));
  const next = new Uint32Array(sizes.length);
  for (let slot = from; slot < to; slot++) {
    const code = codes[slot]!;
    parts[code]![next[code]!++] = column[slot]!;
  }
  return parts;
}

/** An arm's rows, with their units numbered from 0. */
function rowsOf(
  { starts, values, slots }: RowColumns,
  arm: number,
  firstSlot: number,
  isIn?: (slot: number) => boolean,
) {
  const [from, to] = [starts[arm]!, starts[arm + 1]!];
  if (isIn === undefined)
    return {
      values: values.subarray(from, to),
      cluster: slots.subarray(from, to).map((slot) => slot - firstSlot),
    };
  const own = new Float64Array(to - from);
  const cluster = new Uint32Array(to - from);
  let count = 0;
  for (let row = from; row < to; row++) {
    const slot = slots[row]!;
    if (!isIn(slot)) continue;
    own[count] = values[row]!;
    cluster[count++] = slot - firstSlot;
  }
  return { values: own.subarray(0, count), cluster: cluster.subarray(0, count) };
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
      ? [numbers.rows.values.subarray(numbers.rows.starts[arm], numbers.rows.starts[arm + 1])]
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

export function intervalOf(
  kind: EffectOptions["kind"],
  sum: number,
  mean: number,
  variance: number,
  units: number,
  level: number,
  observations = units,
): ArmFigure["interval"] {
  if (kind === "proportion") {
    const wilson = wilsonInterval({ successes: sum, n: units }, level);
    return isDegenerate(wilson) ? { reason: wilson.detail } : readingInterval(wilson);
  }
  const standardError = Math.sqrt(variance / units);
  if (!(standardError > 0) || units < 2) return { reason: "The units do not vary, so chance cannot be measured." };
  const freedom = kind === "quantile" ? Number.POSITIVE_INFINITY : observations - 1;
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
