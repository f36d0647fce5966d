import type { PanelSeries, PanelShape } from "./demand-panel.ts";

/** A series prepared for fast questions about any of its pasts: logarithms with running sums over known periods. */
export interface SeriesPast {
  readonly series: PanelSeries;
  /** log(1 + units), NaN where not known. */
  readonly logs: Float64Array;
  readonly logPrice: Float64Array | undefined;
  /** Sum of all promotions a period, planned ones too, NaN counted as none. */
  readonly promoted: Float64Array;
  /** Running counts and sums over known periods; entry t + 1 holds those up to and including period t. */
  readonly known: Float64Array;
  readonly sum: Float64Array;
  readonly squares: Float64Array;
  /** The same over periods without a promotion. */
  readonly plainKnown: Float64Array;
  readonly plainSum: Float64Array;
}

/** Prepares a series; memory is about 9 numbers a period. */
export function seriesPast(series: PanelSeries, shape: PanelShape): SeriesPast {
  const { values } = series;
  const length = values.length;
  const logs = values.map((value) => Math.log1p(value));
  const promotions = shape.promotions.map((name) => series.promotions![name]!);
  const promoted = new Float64Array(Math.max(length, ...promotions.map((promotion) => promotion.length)));
  for (const promotion of promotions)
    for (let t = 0; t < promotion.length; t++) if (promotion[t]! > 0) promoted[t]! += promotion[t]!;
  const past: SeriesPast = {
    series,
    logs,
    logPrice: series.price?.map((price) => Math.log(price)),
    promoted,
    known: new Float64Array(length + 1),
    sum: new Float64Array(length + 1),
    squares: new Float64Array(length + 1),
    plainKnown: new Float64Array(length + 1),
    plainSum: new Float64Array(length + 1),
  };
  for (let t = 0; t < length; t++) {
    const value = logs[t]!;
    const seen = Number.isNaN(value) ? 0 : 1;
    const plain = seen === 1 && promoted[t] === 0 ? 1 : 0;
    past.known[t + 1] = past.known[t]! + seen;
    past.sum[t + 1] = past.sum[t]! + (seen ? value : 0);
    past.squares[t + 1] = past.squares[t]! + (seen ? value * value : 0);
    past.plainKnown[t + 1] = past.plainKnown[t]! + plain;
    past.plainSum[t + 1] = past.plainSum[t]! + (plain ? value : 0);
  }
  return past;
}

/** Mean log of the known values of the `width` periods that end with `origin`; NaN where none is known. */
export function meanLog(past: SeriesPast, origin: number, width: number): number {
  const from = Math.max(0, origin + 1 - width);
  const count = past.known[origin + 1]! - past.known[from]!;
  return count > 0 ? (past.sum[origin + 1]! - past.sum[from]!) / count : Number.NaN;
}

/** The same over periods without any promotion: the everyday level. */
export function plainMeanLog(past: SeriesPast, origin: number, width: number): number {
  const from = Math.max(0, origin + 1 - width);
  const count = past.plainKnown[origin + 1]! - past.plainKnown[from]!;
  return count > 0 ? (past.plainSum[origin + 1]! - past.plainSum[from]!) / count : Number.NaN;
}

/** Standard deviation of logs over the same window; NaN below two known values. */
export function deviationLog(past: SeriesPast, origin: number, width: number): number {
  const from = Math.max(0, origin + 1 - width);
  const count = past.known[origin + 1]! - past.known[from]!;
  if (count < 2) return Number.NaN;
  const mean = (past.sum[origin + 1]! - past.sum[from]!) / count;
  return Math.sqrt(Math.max(0, (past.squares[origin + 1]! - past.squares[from]!) / count - mean * mean));
}

/** Price differences beyond this many logs (about 5 %) hardly count as the same price. */
const priceWidth = 0.05;

/**
 * Mean log of past periods that resembled period `target`: near its price, with as much promotion, the recent ones
 * counting more (halved each season). NaN where nothing came near.
 */
export function likePeriodsMeanLog(past: SeriesPast, origin: number, target: number, period: number): number {
  const { logPrice, promoted, logs } = past;
  const price = logPrice?.[target] ?? Number.NaN;
  const promotion = promoted[target] ?? 0;
  const oldest = Math.max(0, origin + 1 - 2 * period);
  let weight = 0;
  let sum = 0;
  for (let t = origin; t >= oldest; t--) {
    const value = logs[t]!;
    if (Number.isNaN(value)) continue;
    const apart = logPrice && !Number.isNaN(price) ? (logPrice[t]! - price) / priceWidth : 0;
    if (!(Math.abs(apart) < 3)) continue;
    const other = Math.abs(promoted[t]! - promotion);
    const w = Math.exp(-0.5 * apart * apart - 2 * other - (Math.LN2 * (origin - t)) / period);
    weight += w;
    sum += w * value;
  }
  return weight > 0.05 ? sum / weight : Number.NaN;
}
