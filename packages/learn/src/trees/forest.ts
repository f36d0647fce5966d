import type { ColumnBins } from "./column-bins.ts";
import type { GrownNode } from "./grow-tree.ts";

/** How a node decides: a number at most its threshold goes left, and a missing one right or left; or a category. */
export const nodeKind = { missingRight: 0, missingLeft: 1, category: 2 } as const;

/** Trees flattened into arrays: 22 bytes a node. Children stand side by side, the right one after the left. */
export interface Forest {
  /** First node of each tree; with K outputs, tree t adds to output t mod K. */
  roots: Int32Array;
  /** Column of the split, −1 for a leaf. */
  column: Int32Array;
  /** Threshold of a number, value of a leaf, or first word of a category's set in `categoryBits`. */
  value: Float64Array;
  left: Int32Array;
  kind: Uint8Array;
  /** Training rows that passed. */
  cover: Float32Array;
  gain: Float32Array;
  /** Sets of categories that go left, 8 words each. */
  categoryBits: Uint32Array;
}

/** Flattens grown trees, turning bins into thresholds. */
export function flattenForest(trees: readonly (readonly GrownNode[])[], bins: readonly ColumnBins[]): Forest {
  const size = trees.reduce((sum, nodes) => sum + nodes.length, 0);
  const forest: Forest = {
    roots: new Int32Array(trees.length),
    column: new Int32Array(size),
    value: new Float64Array(size),
    left: new Int32Array(size),
    kind: new Uint8Array(size),
    cover: new Float32Array(size),
    gain: new Float32Array(size),
    categoryBits: new Uint32Array(0),
  };
  const words: number[] = [];
  let at = 0;
  for (const [t, nodes] of trees.entries()) {
    const root = at;
    forest.roots[t] = root;
    for (const node of nodes) {
      forest.cover[at] = node.cover;
      const { split } = node;
      if (!split) {
        forest.column[at] = -1;
        forest.value[at] = node.value;
      } else {
        forest.column[at] = split.column;
        forest.left[at] = root + node.left;
        forest.gain[at] = split.gain;
        if (split.leftBins.length > 0) {
          forest.kind[at] = nodeKind.category;
          forest.value[at] = words.length;
          words.push(...split.leftBins);
        } else {
          forest.kind[at] = split.missingLeft ? nodeKind.missingLeft : nodeKind.missingRight;
          forest.value[at] = bins[split.column]!.cuts[split.bin] ?? Number.POSITIVE_INFINITY;
        }
      }
      at++;
    }
  }
  forest.categoryBits = Uint32Array.from(words);
  return forest;
}

/** Whether a value goes left at a split; categories come as bins. */
export function goesLeft(forest: Forest, node: number, value: number): boolean {
  const kind = forest.kind[node]!;
  if (kind === nodeKind.category) {
    const word = forest.categoryBits[forest.value[node]! + (value >> 5)]!;
    return ((word >>> (value & 31)) & 1) === 1;
  }
  return kind === nodeKind.missingLeft ? !(value > forest.value[node]!) : value <= forest.value[node]!;
}

/**
 * Adds every tree's leaf value to `scores` (one block of `rows` per output) for `rows` rows of `width` values, with
 * categories as bins. Trees are the outer loop, so that a tree stays in the cache while the rows pass.
 */
export function addForestScores(
  forest: Forest,
  values: Float64Array,
  rows: number,
  width: number,
  outputs: number,
  scores: Float64Array,
): void {
  const { roots, column, value, left, kind, categoryBits } = forest;
  for (let t = 0; t < roots.length; t++) {
    const root = roots[t]!;
    const block = (t % outputs) * rows;
    for (let row = 0; row < rows; row++) {
      const start = row * width;
      let node = root;
      let j = column[node]!;
      while (j >= 0) {
        const x = values[start + j]!;
        const how = kind[node]!;
        let goesRight: number;
        if (how === 2) goesRight = 1 - ((categoryBits[value[node]! + (x >> 5)]! >>> (x & 31)) & 1);
        // Arithmetic on comparisons, because which way a row goes is what a processor cannot predict.
        else goesRight = 1 - Number(x <= value[node]!) - (how & Number(Number.isNaN(x)));
        node = left[node]! + goesRight;
        j = column[node]!;
      }
      scores[block + row] = scores[block + row]! + value[node]!;
    }
  }
}
