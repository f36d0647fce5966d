import {
  type ArmEffect,
  hasValue,
  type NotReadable,
  type Reading,
  type ReadingInterval,
} from "@aisle/contracts/reading";
import { minorDigits } from "../imports/parse-amount.ts";
import type { ExperimentDetail } from "./experiments-shapes.ts";

const columns = [
  "part",
  "name",
  "value",
  "role",
  "arm",
  "currency",
  "units",
  "sum",
  "per_sum",
  "mean",
  "variance",
  "mean_low",
  "mean_high",
  "effect",
  "standard_error",
  "fixed_low",
  "fixed_high",
  "p_value",
  "adjusted_p_value",
  "sequential_low",
  "sequential_high",
  "sequential_p_value",
  "chance_to_win",
  "bayesian_low",
  "bayesian_high",
  "verdict",
  "method",
  "note",
] as const;
type Row = { readonly [column in (typeof columns)[number]]?: string | number | null | undefined };

/** Every row of a readout as CSV: metrics by arm, then segments, days and checks; shares and effects as fractions, money in whole units of its currency. */
export function exportCsv(experiment: ExperimentDetail): string {
  const { reading } = experiment;
  const rows =
    reading === null
      ? []
      : [...metricRows(experiment, reading), ...segmentRows(reading), ...dayRows(reading), ...checkRows(reading)];
  return [columns.join(","), ...rows.map((row) => columns.map((column) => cell(row[column])).join(","))]
    .join("\r\n")
    .concat("\r\n");
}

function metricRows({ spec }: ExperimentDetail, { metrics, currency }: Reading): readonly Row[] {
  return metrics.flatMap(({ metric, role, arms, effects, verdicts, method }) => {
    const of = spec.metrics.find((one) => one.metric.id === metric)?.metric;
    const name = of?.name ?? metric;
    const scale = of?.unit === "money" ? 10 ** -minorDigits(currency) : 1;
    return arms.map((figure) => ({
      part: "metric",
      name,
      role,
      method,
      arm: figure.arm,
      currency: of?.unit === "money" ? currency : undefined,
      units: figure.units,
      sum: scaled(figure.sum, scale),
      per_sum: figure.perSum,
      ...(hasValue(figure) ? { mean: scaled(figure.mean, scale) } : {}),
      variance: scaled(figure.variance, scale ** 2),
      ...("reason" in figure.interval
        ? { note: figure.interval.reason }
        : bounds("mean", { low: scaled(figure.interval.low, scale), high: scaled(figure.interval.high, scale) })),
      ...effectColumns(effects.find(({ arm }) => arm === figure.arm)),
      verdict: verdicts[figure.arm],
    }));
  });
}

function segmentRows({ segments }: Reading): readonly Row[] {
  return segments.flatMap(({ dimension, value, units, effects }) =>
    Object.entries(units).map(([arm, count]) => ({
      part: "segment",
      name: dimension,
      value,
      arm,
      units: count,
      ...effectColumns(effects.find((effect) => effect.arm === arm)),
    })),
  );
}

function dayRows({ days }: Reading): readonly Row[] {
  return days.flatMap(({ day, exposed, effects }) =>
    Object.entries(exposed).map(([arm, count]) => ({
      part: "day",
      name: day,
      arm,
      units: count,
      ...effectColumns(effects.find((effect) => effect.arm === arm)),
    })),
  );
}

function checkRows({ health }: Reading): readonly Row[] {
  return health.map(({ check, state, message, at }) => ({
    part: "check",
    name: check,
    value: at,
    verdict: state,
    note: message,
  }));
}

function effectColumns(effect: ArmEffect | ({ readonly arm: string } & NotReadable) | undefined): Row {
  if (effect === undefined) return {};
  if ("reason" in effect) return { note: effect.reason };
  const { fixed, sequential, bayesian } = effect;
  return {
    effect: effect.estimate,
    standard_error: effect.standardError,
    ...bounds("fixed", fixed.interval),
    p_value: fixed.pValue,
    adjusted_p_value: effect.adjustedPValue,
    ...("reason" in sequential
      ? {}
      : { ...bounds("sequential", sequential.interval), sequential_p_value: sequential.pValue }),
    ...("reason" in bayesian ? {} : { ...bounds("bayesian", bayesian.interval), chance_to_win: bayesian.chanceToWin }),
  };
}

/** To 15 digits: a product of two fractions has noise behind them. */
function scaled<T extends number | null>(value: T, scale: number): T {
  return (value === null || scale === 1 ? value : Number((value * scale).toPrecision(15))) as T;
}

function bounds(name: string, { low, high }: ReadingInterval): Row {
  return { [`${name}_low`]: low, [`${name}_high`]: high };
}

/** A text that a spreadsheet would take for a formula is marked as text. */
function cell(value: string | number | null | undefined): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
