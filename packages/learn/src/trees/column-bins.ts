import { type Random, shuffle } from "../seeded-random.ts";
import type { FeatureMatrix } from "./feature-matrix.ts";

/**
 * How the values of one column fall into bins. Numbers: bin k holds values ≤ `cuts[k]` and above the cut before;
 * categories: bin k holds the code `codes[k]`. The bin after the last holds what is missing or unseen.
 */
export interface ColumnBins {
  kind: "number" | "category";
  cuts: Float64Array;
  codes: Int32Array;
  /** Bins with values, without the one for missing. */
  count: number;
}

const sampleRows = 100_000;

/** Finds the bins of every column, at most `maxBins` (≤ 255) with values, on a sample of up to 100,000 rows. */
export function findColumnBins(matrix: FeatureMatrix, maxBins: number, random: Random): ColumnBins[] {
  const rows = sampleOfRows(matrix.rows, random);
  const width = matrix.columns.length;
  const held = new Float64Array(rows.length);
  return matrix.columns.map((column, j) => {
    let count = 0;
    for (let i = 0; i < rows.length; i++) {
      const value = matrix.values[rows[i]! * width + j]!;
      if (!Number.isNaN(value)) held[count++] = value;
    }
    const values = held.subarray(0, count).sort();
    if (column.kind === "category") {
      const codes = frequentCodes(values, maxBins);
      return { kind: column.kind, cuts: new Float64Array(0), codes, count: codes.length };
    }
    const cuts = numericCuts(values, maxBins);
    return { kind: column.kind, cuts, codes: new Int32Array(0), count: cuts.length + 1 };
  });
}

/** The bin of one value. */
export function binOf(bins: ColumnBins, value: number): number {
  if (Number.isNaN(value)) return bins.count;
  if (bins.kind === "category") return binOfCode(bins.codes, value);
  const { cuts } = bins;
  let low = 0;
  let high = cuts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cuts[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The position of a category's code among the sorted `codes`, or their number when it is not there. */
export function binOfCode(codes: Int32Array, code: number): number {
  let low = 0;
  let high = codes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (codes[middle]! < code) low = middle + 1;
    else high = middle;
  }
  return low < codes.length && codes[low] === code ? low : codes.length;
}

function sampleOfRows(rows: number, random: Random): Uint32Array {
  const all = Uint32Array.from({ length: rows }, (_, i) => i);
  return rows <= sampleRows ? all : shuffle(all, random).subarray(0, sampleRows).sort();
}

/**
 * Cuts midway between distinct sorted values so that bins hold about equally many, a value frequent enough to fill a
 * bin having one of its own (greedy as in LightGBM, Ke et al. 2017).
 */
function numericCuts(sorted: Float64Array, maxBins: number): Float64Array {
  const distinct: number[] = [];
  const counts: number[] = [];
  for (let i = 0; i < sorted.length; i++) {
    if (i > 0 && sorted[i] === sorted[i - 1]) counts[counts.length - 1]!++;
    else {
      distinct.push(sorted[i]!);
      counts.push(1);
    }
  }
  const cuts: number[] = [];
  if (distinct.length <= maxBins) {
    for (let i = 0; i + 1 < distinct.length; i++) cuts.push(between(distinct[i]!, distinct[i + 1]!));
    return Float64Array.from(cuts);
  }
  const share = sorted.length / maxBins;
  const frequent = counts.map((count) => count >= share);
  let restBins = maxBins;
  let restRows = sorted.length;
  for (const [i, count] of counts.entries())
    if (frequent[i]) {
      restBins--;
      restRows -= count;
    }
  let target = restRows / Math.max(1, restBins);
  let inBin = 0;
  for (let i = 0; i + 1 < distinct.length && cuts.length < maxBins - 1; i++) {
    if (!frequent[i]) restRows -= counts[i]!;
    inBin += counts[i]!;
    if (!(frequent[i] || inBin >= target || (frequent[i + 1] && inBin >= target / 2))) continue;
    cuts.push(between(distinct[i]!, distinct[i + 1]!));
    inBin = 0;
    if (!frequent[i]) {
      restBins--;
      target = restRows / Math.max(1, restBins);
    }
  }
  return Float64Array.from(cuts);
}

/** A number from `low` up to, but not including, `high`. */
function between(low: number, high: number): number {
  const middle = low / 2 + high / 2;
  return middle >= low && middle < high ? middle : low;
}

function frequentCodes(sorted: Float64Array, maxBins: number): Int32Array {
  const counts = new Map<number, number>();
  for (const code of sorted) if (code >= 0) counts.set(code, (counts.get(code) ?? 0) + 1);
  const commonest = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, maxBins);
  return Int32Array.from(commonest, ([code]) => code).sort();
}
