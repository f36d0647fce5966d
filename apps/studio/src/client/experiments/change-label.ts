import type { Metric, ReadingInterval } from "../../server/experiment-types.ts";
import { money } from "../ui/format.ts";

const minus = "−";

/** Digits after the point that keep two figures of a small change and none too many of a large one. */
const placesOf = (value: number): number => {
  const size = Math.abs(value);
  if (size === 0 || size >= 100) return 0;
  return size >= 0.1 ? 1 : 2;
};

/** A relative change, 0.021, as `+2.1 %`; of no change `0 %`. */
export function changeLabel(change: number): string {
  const value = change * 100;
  const text = Math.abs(value).toLocaleString("en", {
    maximumFractionDigits: placesOf(value),
    minimumFractionDigits: 0,
  });
  if (Number(text.replaceAll(",", "")) === 0) return "0 %";
  return `${value < 0 ? minus : "+"}${text} %`;
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
