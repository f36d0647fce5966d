import type { FeatureMatrix } from "../trees/feature-matrix.ts";
import { columnOf } from "./selection-data.ts";

/** What is wrong with a column whatever the target is. */
export type ColumnFault =
  | { kind: "missing"; share: number }
  | { kind: "constant" }
  | { kind: "duplicate"; of: number }
  | { kind: "identifier" };

/**
 * The fault of each column, if any: mostly missing, (nearly) one value, the same as an earlier column up to renaming
 * or rescaling, or a label of rows such as a running number. `maxMissingShare` and `maxOneValueShare` are shares of rows.
 */
export function columnFaults(
  matrix: FeatureMatrix,
  { maxMissingShare = 0.95, maxOneValueShare = 0.999 }: { maxMissingShare?: number; maxOneValueShare?: number } = {},
): (ColumnFault | undefined)[] {
  const shapes = new Map<string, number[]>();
  const patterns: Uint32Array[] = [];
  return matrix.columns.map(({ kind }, j): ColumnFault | undefined => {
    const values = columnOf(matrix, j);
    const present = values.filter((value) => !Number.isNaN(value));
    const pattern = kind === "category" ? namesByAppearance(values) : standardised(values);
    patterns[j] = pattern;
    const missing = 1 - present.length / matrix.rows;
    if (missing > maxMissingShare) return { kind: "missing", share: missing };
    const counts = new Map<number, number>();
    for (const value of present) counts.set(value, (counts.get(value) ?? 0) + 1);
    if (commonest(counts) >= maxOneValueShare * matrix.rows) return { kind: "constant" };
    const shape = `${kind} ${counts.size} ${present.length} ${hashOf(pattern)}`;
    const alike = shapes.get(shape) ?? [];
    const of = alike.find((earlier) => patterns[earlier]!.every((value, i) => value === pattern[i]));
    if (of !== undefined) return { kind: "duplicate", of };
    shapes.set(shape, [...alike, j]);
    if (kind === "category" ? counts.size > matrix.rows / 2 && matrix.rows > 20 : isRunningNumber(values))
      return { kind: "identifier" };
    return undefined;
  });
}

function commonest(counts: Map<number, number>): number {
  let top = 0;
  for (const count of counts.values()) top = Math.max(top, count);
  return top;
}

/** Categories numbered by first appearance, so that renamed copies look the same. */
function namesByAppearance(values: Float64Array): Uint32Array {
  const names = new Map<number, number>();
  return Uint32Array.from(values, (value) => {
    const key = Number.isNaN(value) ? -1 : value;
    const name = names.get(key) ?? names.size;
    names.set(key, name);
    return name;
  });
}

/** Numbers brought to 0–1 in steps of 2⁻²⁸, so that copies in other units look the same; falling copies too. */
function standardised(values: Float64Array): Uint32Array {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const firstUnequal = values.find((value) => !Number.isNaN(value) && value - low !== high - value) ?? 0;
  const rising = firstUnequal - low < high - firstUnequal;
  return Uint32Array.from(values, (value) => {
    if (Number.isNaN(value)) return 0xffffffff;
    const share = high > low ? (value - low) / (high - low) : 0;
    return Math.round((rising ? share : 1 - share) * 2 ** 28);
  });
}

function hashOf(pattern: Uint32Array): number {
  let hash = 0x811c9dc5;
  for (const value of pattern) hash = Math.imul(hash ^ value, 0x01000193);
  return hash;
}

function isRunningNumber(values: Float64Array): boolean {
  if (values.length < 20) return false;
  for (let i = 0; i < values.length; i++) {
    if (!Number.isInteger(values[i])) return false;
    if (i > 0 && values[i]! <= values[i - 1]!) return false;
  }
  return true;
}
