import { type Random, shuffle } from "../seeded-random.ts";
import type { LabelledMatrix } from "./feature-matrix.ts";

/** A random share of rows in order, or of whole queries where there are queries; undefined for all. */
export function sampleRows(
  { rows, queryRows }: Pick<LabelledMatrix, "rows" | "queryRows">,
  share: number,
  random: Random,
): Int32Array | undefined {
  if (share >= 1) return undefined;
  const sampled = new Int32Array(rows);
  let count = 0;
  if (queryRows) {
    let start = 0;
    for (let q = 0; q < queryRows.length; q++) {
      const end = start + queryRows[q]!;
      if (random() < share) for (let row = start; row < end; row++) sampled[count++] = row;
      start = end;
    }
  } else {
    for (let row = 0; row < rows; row++) if (random() < share) sampled[count++] = row;
  }
  // A tree needs rows to stand on, however unlucky the draw.
  return count === 0 ? undefined : sampled.subarray(0, count);
}

/** The rows that a sorted sample left out, in order. */
export function rowsOutside(sample: Int32Array, rows: number): Int32Array {
  const outside = new Int32Array(rows - sample.length);
  let count = 0;
  let next = 0;
  for (let row = 0; row < rows; row++) {
    if (sample[next] === row) next++;
    else outside[count++] = row;
  }
  return outside;
}

/** A random share of the columns in order, at least one. */
export function sampleColumns(columns: number, share: number, random: Random): Int32Array {
  const all = Int32Array.from({ length: columns }, (_, j) => j);
  if (share >= 1) return all;
  return shuffle(all, random)
    .slice(0, Math.max(1, Math.round(share * columns)))
    .sort();
}
