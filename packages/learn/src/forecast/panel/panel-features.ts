import type { FeatureColumn } from "../../trees/feature-matrix.ts";
import type { PanelShape } from "./demand-panel.ts";
import type { GroupPast } from "./group-past.ts";
import { deviationLog, likePeriodsMeanLog, meanLog, plainMeanLog, type SeriesPast } from "./series-past.ts";

/** How many last values are features of their own, and over which windows means are taken. */
export interface PanelFeatureOptions {
  readonly lags: number;
  readonly windows: readonly number[];
  readonly period: number;
}

/** The window whose mean log is a row's level: most features and the target are measured relative to it. */
export const levelWindow = 13;

/** The feature columns of a panel, in the order in which `panelRow` writes them. */
export function panelColumns(shape: PanelShape, options: PanelFeatureOptions): FeatureColumn[] {
  const number = (name: string): FeatureColumn => ({ name, kind: "number" });
  return [
    number("steps ahead"),
    number("level"),
    number("periods known"),
    number("periods since last known"),
    number("season phase"),
    number("deviation"),
    number("same period last season"),
    number("like periods"),
    number("everyday level"),
    number("group level"),
    number("group last"),
    ...Array.from({ length: options.lags }, (_, k) => number(`lag ${k}`)),
    ...options.windows.map((width) => number(`mean ${width}`)),
    ...(shape.price
      ? [
          number("log price"),
          number("price against usual"),
          number("price against last"),
          number("price against lowest"),
        ]
      : []),
    ...(shape.promotions.length > 0 ? [number("promotions lately"), number("promoted before")] : []),
    ...shape.promotions.map(number),
    ...shape.covariates.map(number),
    ...shape.codes.map((name): FeatureColumn => ({ name, kind: "category" })),
    ...shape.numbers.map(number),
  ];
}

/**
 * Writes the features of period `target` as seen from the end of period `origin` (only values up to `origin`, but prices,
 * promotions and covariates up to `target`, which are planned) to `out` from `offset` on. Returns the row's level:
 * mean log units of the last 13 known periods, or of the group, or 0.
 */
export function panelRow(
  past: SeriesPast,
  group: GroupPast | undefined,
  shape: PanelShape,
  options: PanelFeatureOptions,
  origin: number,
  target: number,
  out: Float32Array,
  offset: number,
): number {
  const { series, logs, promoted } = past;
  const { period } = options;
  const groupLevel = group ? group.meanLog(origin, levelWindow) : Number.NaN;
  let level = meanLog(past, origin, levelWindow);
  if (Number.isNaN(level)) level = meanLog(past, origin, origin + 1);
  if (Number.isNaN(level)) level = Number.isNaN(groupLevel) ? 0 : groupLevel;
  let at = offset;
  let last = origin;
  while (last >= 0 && Number.isNaN(logs[last]!)) last--;
  const lastSeason = target - period * Math.ceil((target - origin) / period);
  out[at++] = target - origin;
  out[at++] = level;
  out[at++] = past.known[origin + 1]!;
  out[at++] = last < 0 ? Number.NaN : origin - last;
  out[at++] = target % period;
  out[at++] = deviationLog(past, origin, levelWindow);
  out[at++] = lastSeason >= 0 ? logs[lastSeason]! - level : Number.NaN;
  out[at++] = likePeriodsMeanLog(past, origin, target, period) - level;
  out[at++] = plainMeanLog(past, origin, 26) - level;
  out[at++] = groupLevel - level;
  out[at++] = group ? group.meanLog(origin, 1) - groupLevel : Number.NaN;
  for (let k = 0; k < options.lags; k++) out[at++] = origin - k >= 0 ? logs[origin - k]! - level : Number.NaN;
  for (const width of options.windows) out[at++] = meanLog(past, origin, width) - level;
  if (shape.price) {
    const prices = past.logPrice!;
    const price = prices[target] ?? Number.NaN;
    let sum = 0;
    let count = 0;
    let lowest = Number.POSITIVE_INFINITY;
    for (let t = Math.max(0, origin + 1 - 26); t <= origin; t++) {
      const value = prices[t]!;
      if (!Number.isFinite(value)) continue;
      sum += value;
      count++;
      lowest = Math.min(lowest, value);
    }
    out[at++] = price;
    out[at++] = count > 0 ? price - sum / count : Number.NaN;
    out[at++] = target > 0 ? price - prices[target - 1]! : Number.NaN;
    out[at++] = count > 0 ? price - lowest : Number.NaN;
  }
  if (shape.promotions.length > 0) {
    let lately = 0;
    for (let t = Math.max(0, target - 4); t < target; t++) lately += promoted[t]!;
    out[at++] = lately;
    out[at++] = target > 0 ? promoted[target - 1]! : Number.NaN;
  }
  for (const name of shape.promotions) out[at++] = series.promotions![name]![target] ?? Number.NaN;
  for (const name of shape.covariates) out[at++] = series.covariates![name]![target] ?? Number.NaN;
  for (const name of shape.codes) out[at++] = series.codes![name]!;
  for (const name of shape.numbers) out[at++] = series.numbers![name]!;
  return level;
}
