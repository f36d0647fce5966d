import type { FeatureColumn } from "./feature-matrix.ts";

/** What a tree may and may not do, with columns as indices. */
export interface TreeRules {
  leaves: number;
  /** Splits on the longest path; 0 for no limit. */
  maxDepth: number;
  minLeafRows: number;
  minLeafHessian: number;
  l2: number;
  minGain: number;
  /** Added to l2 for splits by category, against overfitting rare ones. */
  categoryL2: number;
  /** Per column: 1 rising, −1 falling, 0 free. Absent when all are free. */
  monotone?: Int8Array;
  /** Per column the columns that may share a path with it, itself included. Absent when all may. */
  companions?: Uint8Array[];
}

/** Reads monotone directions by column name; throws `RangeError` on an unknown column or one of categories. */
export function monotoneOf(
  columns: readonly FeatureColumn[],
  directions: Readonly<Record<string, 1 | -1>> | undefined,
): Int8Array | undefined {
  if (!directions || Object.keys(directions).length === 0) return undefined;
  const monotone = new Int8Array(columns.length);
  for (const [name, direction] of Object.entries(directions)) {
    const j = indexOf(columns, name);
    if (columns[j]!.kind === "category") throw new RangeError(`"${name}" is a category and has no direction.`);
    monotone[j] = direction;
  }
  return monotone;
}

/** Reads groups of columns that may interact; a column in no group interacts with none. */
export function companionsOf(
  columns: readonly FeatureColumn[],
  groups: readonly (readonly string[])[] | undefined,
): Uint8Array[] | undefined {
  if (!groups || groups.length === 0) return undefined;
  const companions = columns.map((_, j) => {
    const together = new Uint8Array(columns.length);
    together[j] = 1;
    return together;
  });
  for (const group of groups) {
    const members = group.map((name) => indexOf(columns, name));
    for (const a of members) for (const b of members) companions[a]![b] = 1;
  }
  return companions;
}

function indexOf(columns: readonly FeatureColumn[], name: string): number {
  const j = columns.findIndex((column) => column.name === name);
  if (j < 0) throw new RangeError(`There is no column "${name}".`);
  return j;
}
