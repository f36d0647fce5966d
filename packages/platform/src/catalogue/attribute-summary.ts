import type { Json, JsonObject } from "@aisle/runtime/json";

/** What the products of a shop have in their fields: numbers by their quartiles, texts by their frequent values. */
export interface AttributeSummary {
  readonly numbers: readonly {
    readonly field: string;
    readonly low: number;
    readonly middle: number;
    readonly high: number;
  }[];
  readonly texts: readonly { readonly field: string; readonly values: readonly string[] }[];
}

const maxFields = 60;
const maxValues = 60;
/** A longer text is a description, which nobody says as a value. */
const maxLength = 40;

/** Summarizes fields by name over rows; a field of both kinds counts as the more frequent one. */
export function summarizeAttributes(rows: readonly JsonObject[]): AttributeSummary {
  const numbers = new Map<string, number[]>();
  const texts = new Map<string, Map<string, number>>();
  for (const row of rows) {
    for (const [field, value] of Object.entries(row)) {
      if (typeof value === "number" && Number.isFinite(value)) listOf(numbers, field).push(value);
      else if (isShortText(value)) {
        const counts = texts.get(field) ?? texts.set(field, new Map()).get(field)!;
        counts.set(value, (counts.get(value) ?? 0) + 1);
      }
    }
  }
  const total = (counts: ReadonlyMap<string, number> | undefined) =>
    [...(counts?.values() ?? [])].reduce((sum, count) => sum + count, 0);
  return {
    numbers: [...numbers]
      .filter(([field, values]) => values.length >= total(texts.get(field)))
      .slice(0, maxFields)
      .map(([field, values]) => ({ field, ...quartilesOf(values) })),
    texts: [...texts]
      .filter(([field, counts]) => total(counts) > (numbers.get(field)?.length ?? 0))
      .slice(0, maxFields)
      .map(([field, counts]) => ({ field, values: mostFrequent(counts) })),
  };
}

const isShortText = (value: Json | undefined): value is string =>
  typeof value === "string" && value.trim() !== "" && value.length <= maxLength;

function listOf(lists: Map<string, number[]>, field: string): number[] {
  const list = lists.get(field) ?? [];
  lists.set(field, list);
  return list;
}

function quartilesOf(values: readonly number[]) {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
  return { low: at(0.25), middle: at(0.5), high: at(0.75) };
}

const mostFrequent = (counts: ReadonlyMap<string, number>) =>
  [...counts]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, maxValues)
    .map(([value]) => value);
