import type { SizeHistory } from "@aisle/learn/size/size-model";
import { readCsvColumns } from "./csv-table.ts";

/** Clothes sizes from the smallest to the largest. */
export const sizes = ["XXS", "S", "M", "L", "XL", "XXL", "XXXL"];

/** Body measures and the size bought; a size that is none of `sizes` is −1, which no model can be right about. */
export function readSizeHistory(path: string): SizeHistory & { sizes: Int32Array } {
  const { weight_kg, age_years, height_cm, size } = readCsvColumns(path, [
    "weight_kg",
    "age_years",
    "height_cm",
    "size",
  ] as const);
  const rows = size.length;
  const values = new Float64Array(rows * 3);
  for (const [j, column] of [weight_kg, age_years, height_cm].entries())
    for (const [i, text] of column.entries()) values[i * 3 + j] = text.trim() === "" ? Number.NaN : Number(text);
  const columns = ["weightKg", "ageYears", "heightCm"].map((name) => ({ name, kind: "number" as const }));
  const bought = Int32Array.from(size, (name) => sizes.indexOf(name.trim().toUpperCase()));
  return { measures: { columns, rows, values }, sizes: bought };
}

/** Rows `from` up to `to` of a history. */
export function partOf(history: SizeHistory & { sizes: Int32Array }, from: number, to: number): typeof history {
  const { measures, sizes: bought } = history;
  const values = measures.values.slice(from * 3, to * 3);
  return { measures: { ...measures, rows: to - from, values }, sizes: bought.slice(from, to) };
}
