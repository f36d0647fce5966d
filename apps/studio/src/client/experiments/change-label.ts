import type { Metric, ReadingInterval } from "../../server/experiment-types.ts";
import { money } from "../ui/format.ts";

const minus = "−";

/** A relative change, 0.021, as `+2.1 %`, with one digit after the point below 100 and two below 0.1; of no change `0 %`. */
export function changeLabel(change: number): string {
  const size = Math.abs(change) * 100;
  const places = size >= 99.95 ? 0 : size >= 0.095 ? 1 : 2;
  const text = size.toLocaleString("en", { minimumFractionDigits: places, maximumFractionDigits: places });
  if (Number(text.replaceAll(",", "")) === 0) return "0 %";
  return `${change < 0 ? minus : "+"}${text} %`;
}

/** A round relative change, for the ends of a scale and limits: `+10 %`, `−2.5 %`. */
export function roundChange(change: number): string {
  return changeLabel(change).replace(/\.0+ %$/, " %");
}

/** An interval of relative change: `−2.6 % to +6.8 %`, `above −2.6 %` where one side is open. */
export function intervalLabel({ low, high }: ReadingInterval): string {
  if (low === null) return high === null ? "anything fits" : `below ${changeLabel(high)}`;
  return high === null ? `above ${changeLabel(low)}` : `${changeLabel(low)} to ${changeLabel(high)}`;
}

/** A metric's value for one unit in its own unit: `4.88 %`, `€3.41`, `61 ms`, `1.7`. */
export function metricValue(value: number, unit: Metric["unit"], currency: string | null): string {
  switch (unit) {
    case "share":
      return `${figure(value * 100)} %`;
    case "money":
      return Math.abs(value) < 1_000 && value !== 0
        ? money(Number(value.toPrecision(4)), currency)
        : money(Math.round(value), currency);
    case "milliseconds":
      return `${figure(value)} ms`;
    case "number":
      return figure(value);
  }
}

/** A number with three digits that matter, thousands separated, its sign drawn as one. */
export function figure(value: number): string {
  const places = Math.abs(value) >= 100 || value === 0 ? 0 : Math.abs(value) >= 10 ? 1 : Math.abs(value) >= 1 ? 2 : 4;
  return value.toLocaleString("en", { maximumFractionDigits: places }).replace("-", minus);
}

/** A p-value: `0.031`, `< 0.001`. */
export function pLabel(p: number): string {
  return p < 0.001 ? "< 0.001" : p.toFixed(p < 0.1 ? 3 : 2);
}
