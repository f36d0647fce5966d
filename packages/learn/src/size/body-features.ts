import type { FeatureMatrix } from "../trees/feature-matrix.ts";
import type { MeasureRange } from "./size-model.ts";

/** Ranges of adults and older children; override them for other customers. */
export const defaultRanges: Readonly<Record<string, MeasureRange>> = {
  weightKg: { low: 25, high: 250 },
  heightCm: { low: 110, high: 230 },
  ageYears: { low: 10, high: 100 },
  chestCm: { low: 50, high: 180 },
  waistCm: { low: 40, high: 180 },
  hipsCm: { low: 50, high: 190 },
};

/**
 * The features of the trees: each measure with its slips removed and, where weight and height are among them, weight
 * by height and by height squared (Quetelet's index, kg/m²).
 */
export function bodyFeatures(measures: FeatureMatrix, ranges: Readonly<Record<string, MeasureRange>>): FeatureMatrix {
  const { columns, rows, values } = measures;
  const weight = columns.findIndex((column) => column.name === "weightKg");
  const height = columns.findIndex((column) => column.name === "heightCm");
  const derived = weight >= 0 && height >= 0 ? ["weightByHeight", "bodyMassIndex"] : [];
  const width = columns.length + derived.length;
  const out = new Float64Array(rows * width);
  for (let i = 0; i < rows; i++) {
    const at = i * width;
    for (const [j, { name }] of columns.entries()) {
      const value = values[i * columns.length + j]!;
      const range = ranges[name];
      out[at + j] = range && !(value >= range.low && value <= range.high) ? Number.NaN : value;
    }
    if (derived.length === 0) continue;
    const metres = out[at + height]! / 100;
    out[at + columns.length] = out[at + weight]! / metres;
    out[at + columns.length + 1] = out[at + weight]! / (metres * metres);
  }
  return { columns: [...columns, ...derived.map((name) => ({ name, kind: "number" as const }))], rows, values: out };
}
