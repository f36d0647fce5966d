import type { Random } from "../seeded-random.ts";
import type { FeatureMatrix } from "../trees/feature-matrix.ts";
import { cramersV } from "./association-tests.ts";
import { columnOf, discreteColumns } from "./selection-data.ts";

/** How alike two columns are, 0–1: |Spearman's rank correlation| of numbers, Cramér's V where a category takes part. */
export function similarities(matrix: FeatureMatrix, random: Random): Float64Array {
  const width = matrix.columns.length;
  const ranks = matrix.columns.map((_, j) => standardRanks(columnOf(matrix, j)));
  const levels = discreteColumns(matrix, 10, random);
  const alike = new Float64Array(width * width);
  for (let a = 0; a < width; a++) {
    alike[a * width + a] = 1;
    for (let b = a + 1; b < width; b++) {
      const numbers = matrix.columns[a]!.kind === "number" && matrix.columns[b]!.kind === "number";
      const value = numbers ? Math.abs(correlation(ranks[a]!, ranks[b]!)) : cramersV(levels[a]!, levels[b]!);
      alike[a * width + b] = alike[b * width + a] = value;
    }
  }
  return alike;
}

/**
 * Groups of columns of which any two are at least `threshold` alike (complete linkage), each with two members or more,
 * as indices.
 */
export function redundancyClusters(alike: Float64Array, width: number, threshold: number): number[][] {
  const members = Array.from({ length: width }, (_, j) => [j]);
  const between = Float64Array.from(alike);
  const live = new Set(members.keys());
  for (;;) {
    let [first, second, top] = [-1, -1, threshold];
    for (const a of live)
      for (const b of live) {
        if (b <= a || between[a * width + b]! < top || (first >= 0 && between[a * width + b] === top)) continue;
        [first, second, top] = [a, b, between[a * width + b]!];
      }
    if (first < 0) break;
    members[first]!.push(...members[second]!);
    live.delete(second);
    for (const other of live) {
      const least = Math.min(between[first * width + other]!, between[second * width + other]!);
      between[first * width + other] = between[other * width + first] = least;
    }
  }
  return [...live].map((j) => members[j]!).filter((cluster) => cluster.length > 1);
}

/** Ranks with ties at their mean, centred and of length 1; missing values in the middle. */
function standardRanks(values: Float64Array): Float64Array {
  const order = Uint32Array.from({ length: values.length }, (_, i) => i)
    .filter((i) => !Number.isNaN(values[i]))
    .sort((a, b) => values[a]! - values[b]!);
  const ranks = new Float64Array(values.length);
  const middle = (order.length - 1) / 2;
  let squares = 0;
  for (let start = 0; start < order.length; ) {
    let end = start;
    while (end < order.length && values[order[end]!] === values[order[start]!]) end++;
    const rank = (start + end - 1) / 2 - middle;
    for (let i = start; i < end; i++) ranks[order[i]!] = rank;
    squares += rank * rank * (end - start);
    start = end;
  }
  return ranks.map((rank) => (squares > 0 ? rank / Math.sqrt(squares) : 0));
}

function correlation(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
