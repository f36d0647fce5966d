import { cutText } from "@aisle/runtime/cut-text";
import type { Json } from "@aisle/runtime/json";
import type { ColumnProfile } from "./preview.ts";

const bins = 10;
const topLength = 3;
const isoDate = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

/** Profiles one column of a table: empty text and null count as missing. */
export function columnProfile(name: string, values: readonly (Json | undefined)[]): ColumnProfile {
  const present = values.filter((value): value is Json => value !== undefined && value !== null && value !== "");
  const counts = new Map<string, number>();
  for (const value of present) {
    const key = typeof value === "string" ? value : JSON.stringify(value);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const type = typeOf(present);
  const missing = values.length === 0 ? 0 : 1 - present.length / values.length;
  const base = { name, type, missing, distinct: counts.size };
  if (type === "number") return { ...base, range: rangeOf(present as number[]) };
  if (type === "date") return { ...base, range: rangeOf(present.map((value) => Date.parse(String(value)))) };
  if (type === "empty") return base;
  const top = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, topLength);
  return { ...base, top: top.map(([value, count]) => ({ value: cutText(value, 80), count })) };
}

function typeOf(present: readonly Json[]): ColumnProfile["type"] {
  if (present.length === 0) return "empty";
  const kinds = new Set(present.map(kindOf));
  if (kinds.size > 1) return kinds.size === 2 && kinds.has("text") && kinds.has("date") ? "text" : "mixed";
  return [...kinds][0]!;
}

function kindOf(value: Json): "number" | "text" | "yes-no" | "date" | "mixed" {
  if (typeof value === "number") return "number";
  if (typeof value === "boolean") return "yes-no";
  if (typeof value !== "string") return "mixed";
  return isoDate.test(value) && !Number.isNaN(Date.parse(value)) ? "date" : "text";
}

function rangeOf(numbers: readonly number[]): NonNullable<ColumnProfile["range"]> {
  const sorted = [...numbers].sort((a, b) => a - b);
  const min = sorted[0]!;
  const max = sorted.at(-1)!;
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? sorted[middle]! : sorted[middle - 1]! / 2 + sorted[middle]! / 2;
  const histogram = new Array<number>(bins).fill(0);
  for (const value of sorted) {
    // Halves first: the width of a column from −1e308 to 1e308 is no number.
    const place = max === min ? 0 : (value / 2 - min / 2) / (max / 2 - min / 2);
    histogram[Math.min(bins - 1, Math.floor(place * bins))]!++;
  }
  return { min, median, max, bins: histogram };
}
