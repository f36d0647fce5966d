import { type BoostedTrees, categoriesAsBins } from "./boosted-trees.ts";
import { type Forest, goesLeft } from "./forest.ts";

/** Why a row scores as it does, on the scale of `scoreTrees`: `base` plus all contributions is its score. */
export interface RowExplanation {
  base: number;
  /** One per column of the model, in its order. */
  contributions: Float64Array;
}

/**
 * Exact Shapley values of one row (`values` in the model's column order) for one output, by path-dependent TreeSHAP
 * (Lundberg et al. 2020, algorithm 2): a column is made absent by following both branches by their training rows.
 */
export function explainRow(model: BoostedTrees, values: Float32Array | Float64Array, output = 0): RowExplanation {
  const { forest, columns, outputs } = model;
  const row = categoriesAsBins(model, { columns, rows: 1, values });
  const contributions = new Float64Array(columns.length);
  const path = pathOfDepth(maxDepth(forest) + 2);
  let base = model.base[output]!;
  for (let t = output; t < forest.roots.length; t += outputs) {
    const root = forest.roots[t]!;
    base += expectedValue(forest, root);
    walk(forest, row, contributions, path, root, 0, 1, 1, -1);
  }
  return { base, contributions };
}

/** The unique columns on the way to a node, at each depth a copy of its own: triangular storage. */
interface Path {
  column: Int32Array;
  /** Share of rows that pass when the column is absent, 0–1. */
  zero: Float64Array;
  /** 1 when the row itself passes, else 0. */
  one: Float64Array;
  weight: Float64Array;
}

function pathOfDepth(depth: number): Path {
  const size = (depth * (depth + 1)) / 2 + depth;
  return {
    column: new Int32Array(size),
    zero: new Float64Array(size),
    one: new Float64Array(size),
    weight: new Float64Array(size),
  };
}

function walk(
  forest: Forest,
  row: Float32Array | Float64Array,
  contributions: Float64Array,
  parent: Path,
  node: number,
  length: number,
  zero: number,
  one: number,
  column: number,
): void {
  const path = below(parent, length);
  extend(path, length, zero, one, column);
  const j = forest.column[node]!;
  if (j < 0) {
    for (let i = 1; i <= length; i++) {
      const at = path.column[i]!;
      const weight = unwoundSum(path, length, i);
      contributions[at] = contributions[at]! + weight * (path.one[i]! - path.zero[i]!) * forest.value[node]!;
    }
    return;
  }
  const left = forest.left[node]!;
  const [hot, cold] = goesLeft(forest, node, row[j]!) ? [left, left + 1] : [left + 1, left];
  let depth = length;
  let incomingZero = 1;
  let incomingOne = 1;
  for (let i = 1; i <= length; i++) {
    if (path.column[i] !== j) continue;
    incomingZero = path.zero[i]!;
    incomingOne = path.one[i]!;
    unwind(path, depth, i);
    depth--;
    break;
  }
  const share = (child: number) => (incomingZero * forest.cover[child]!) / forest.cover[node]!;
  walk(forest, row, contributions, path, hot, depth + 1, share(hot), incomingOne, j);
  walk(forest, row, contributions, path, cold, depth + 1, share(cold), 0, j);
}

function below(path: Path, length: number): Path {
  const next: Path = {
    column: path.column.subarray(length),
    zero: path.zero.subarray(length),
    one: path.one.subarray(length),
    weight: path.weight.subarray(length),
  };
  for (let i = 0; i < length; i++) {
    next.column[i] = path.column[i]!;
    next.zero[i] = path.zero[i]!;
    next.one[i] = path.one[i]!;
    next.weight[i] = path.weight[i]!;
  }
  return next;
}

function extend(path: Path, length: number, zero: number, one: number, column: number): void {
  path.column[length] = column;
  path.zero[length] = zero;
  path.one[length] = one;
  path.weight[length] = length === 0 ? 1 : 0;
  for (let i = length - 1; i >= 0; i--) {
    path.weight[i + 1] = path.weight[i + 1]! + (one * path.weight[i]! * (i + 1)) / (length + 1);
    path.weight[i] = (zero * path.weight[i]! * (length - i)) / (length + 1);
  }
}

function unwind(path: Path, length: number, index: number): void {
  const one = path.one[index]!;
  const zero = path.zero[index]!;
  let next = path.weight[length]!;
  for (let i = length - 1; i >= 0; i--) {
    if (one !== 0) {
      const held = path.weight[i]!;
      path.weight[i] = (next * (length + 1)) / ((i + 1) * one);
      next = held - (path.weight[i]! * zero * (length - i)) / (length + 1);
    } else path.weight[i] = (path.weight[i]! * (length + 1)) / (zero * (length - i));
  }
  for (let i = index; i < length; i++) {
    path.column[i] = path.column[i + 1]!;
    path.zero[i] = path.zero[i + 1]!;
    path.one[i] = path.one[i + 1]!;
  }
}

function unwoundSum(path: Path, length: number, index: number): number {
  const one = path.one[index]!;
  const zero = path.zero[index]!;
  let next = path.weight[length]!;
  let total = 0;
  for (let i = length - 1; i >= 0; i--) {
    if (one !== 0) {
      const weight = (next * (length + 1)) / ((i + 1) * one);
      total += weight;
      next = path.weight[i]! - (weight * zero * (length - i)) / (length + 1);
    } else total += (path.weight[i]! * (length + 1)) / (zero * (length - i));
  }
  return total;
}

function expectedValue(forest: Forest, node: number): number {
  if (forest.column[node]! < 0) return forest.value[node]!;
  const left = forest.left[node]!;
  const mean = (child: number) => forest.cover[child]! * expectedValue(forest, child);
  return (mean(left) + mean(left + 1)) / forest.cover[node]!;
}

function maxDepth(forest: Forest): number {
  const depth = new Int32Array(forest.column.length);
  let max = 0;
  for (let n = 0; n < depth.length; n++) {
    if (forest.column[n]! < 0) continue;
    const left = forest.left[n]!;
    depth[left] = depth[left + 1] = depth[n]! + 1;
    max = Math.max(max, depth[n]! + 1);
  }
  return max;
}
