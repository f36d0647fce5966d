import { findBestSplit } from "./best-split.ts";
import type { BinnedMatrix } from "./binned-matrix.ts";
import { fillHistogram, type Histogram, histogramPool, subtractHistogram } from "./histogram.ts";
import { type LeafTotals, leafValue, noSplit, type Split } from "./split.ts";
import type { TreeRules } from "./tree-rules.ts";

/** One node of a tree while it is trained: a split and its left child (the right one follows it), or a leaf's value. */
export interface GrownNode {
  /** Index of the left child; −1 for a leaf. */
  left: number;
  split?: Split;
  value: number;
  /** Rows that passed here in training. */
  cover: number;
}

/** A leaf with the rows it holds: `order[start…end)`. */
export interface GrownLeaf {
  node: GrownNode;
  start: number;
  end: number;
}

/** A tree just grown; `order` is overwritten by the next one. */
export interface GrownTree {
  nodes: GrownNode[];
  leaves: GrownLeaf[];
  order: Int32Array;
}

interface OpenLeaf extends GrownLeaf, LeafTotals {
  depth: number;
  histogram: Histogram;
  best: Split;
  allowed: Uint8Array | undefined;
}

/**
 * Grows trees leaf by leaf, the leaf with the largest gain first (Shi 2007), with a histogram per open leaf and
 * getting the larger child's by subtraction. Besides the bins it holds 24 bytes per row and, per leaf, 24 per bin.
 */
export function treeGrower(matrix: BinnedMatrix, rules: TreeRules) {
  const { rows, cells, offsets, bins } = matrix;
  const order = new Int32Array(rows);
  const aside = new Int32Array(rows);
  const ordered = { gradient: new Float32Array(rows), hessian: new Float32Array(rows) };
  const pool = histogramPool(offsets[offsets.length - 1]!);

  /** Grows one tree on the rows `sample` (sorted; all when absent) and the given columns. */
  return function grow(
    gradient: Float32Array,
    hessian: Float32Array,
    columns: Int32Array,
    sample: Int32Array | undefined,
  ): GrownTree {
    const count = sample ? sample.length : rows;
    if (sample) order.set(sample);
    else for (let i = 0; i < rows; i++) order[i] = i;

    const root = openLeaf({ left: -1, value: 0, cover: count }, 0, count, 0, undefined);
    root.histogram = measured(0, count);
    Object.assign(root, totalsOf(root.histogram, columns[0]!));
    search(root);
    const nodes = [root.node];
    const open = [root];
    while (open.length < rules.leaves) {
      let next = -1;
      for (let i = 0; i < open.length; i++)
        if (open[i]!.best.gain > 0 && (next < 0 || open[i]!.best.gain > open[next]!.best.gain)) next = i;
      if (next < 0) break;
      const parent = open[next]!;
      const [left, right] = splitLeaf(parent);
      parent.node.left = nodes.length;
      parent.node.split = parent.best;
      nodes.push(left.node, right.node);
      open[next] = left;
      open.push(right);
    }
    for (const leaf of open) {
      leaf.node.value = leafValue(leaf.gradient, leaf.hessian, rules.l2, leaf.low, leaf.high);
      pool.give(leaf.histogram);
    }
    return { nodes, leaves: open, order };

    function measured(start: number, end: number): Histogram {
      const histogram = pool.take();
      if (start === 0 && end === rows && !sample) {
        fillHistogram(histogram, matrix, columns, order, start, end, gradient, hessian);
        return histogram;
      }
      for (let i = start; i < end; i++) {
        const row = order[i]!;
        ordered.gradient[i] = gradient[row]!;
        ordered.hessian[i] = hessian[row]!;
      }
      fillHistogram(histogram, matrix, columns, order, start, end, ordered.gradient, ordered.hessian);
      return histogram;
    }

    function totalsOf(histogram: Histogram, column: number) {
      let sumGradient = 0;
      let sumHessian = 0;
      let sumRows = 0;
      for (let k = offsets[column]!; k < offsets[column + 1]!; k++) {
        sumGradient += histogram[k * 3]!;
        sumHessian += histogram[k * 3 + 1]!;
        sumRows += histogram[k * 3 + 2]!;
      }
      return { gradient: sumGradient, hessian: sumHessian, rows: sumRows };
    }

    function search(leaf: OpenLeaf) {
      if (rules.maxDepth > 0 && leaf.depth >= rules.maxDepth) return;
      if (leaf.rows < 2 * rules.minLeafRows) return;
      leaf.best = findBestSplit(leaf.histogram, leaf, matrix, columns, leaf.allowed, rules);
    }

    function splitLeaf(parent: OpenLeaf): [OpenLeaf, OpenLeaf] {
      const { best } = parent;
      const middle = partition(parent.start, parent.end, best);
      const depth = parent.depth + 1;
      const allowed = narrowed(parent.allowed, best.column);
      const left = openLeaf({ left: -1, value: 0, cover: middle - parent.start }, parent.start, middle, depth, allowed);
      const right = openLeaf({ left: -1, value: 0, cover: parent.end - middle }, middle, parent.end, depth, allowed);
      left.gradient = best.leftGradient;
      left.hessian = best.leftHessian;
      left.rows = best.leftRows;
      right.gradient = parent.gradient - best.leftGradient;
      right.hessian = parent.hessian - best.leftHessian;
      right.rows = parent.rows - best.leftRows;
      bound(parent, left, right);
      const [small, large] = left.rows <= right.rows ? [left, right] : [right, left];
      small.histogram = measured(small.start, small.end);
      large.histogram = parent.histogram;
      subtractHistogram(large.histogram, small.histogram);
      search(left);
      search(right);
      return [left, right];
    }
  };

  /** Puts the rows of a leaf in two runs, keeping their order, and returns where the second begins. */
  function partition(start: number, end: number, split: Split): number {
    const column = cells.subarray(split.column * rows, (split.column + 1) * rows);
    const { leftBins, bin, missingLeft } = split;
    const missing = bins[split.column]!.count;
    let leftEnd = start;
    let moved = 0;
    if (leftBins.length > 0) {
      for (let i = start; i < end; i++) {
        const row = order[i]!;
        const k = column[row]!;
        if ((leftBins[k >> 5]! >>> (k & 31)) & 1) order[leftEnd++] = row;
        else aside[moved++] = row;
      }
    } else {
      // A missing value's bin lies above all others, so only "missing left" needs a second look.
      const also = missingLeft ? missing : -1;
      for (let i = start; i < end; i++) {
        const row = order[i]!;
        const k = column[row]!;
        if (k <= bin || k === also) order[leftEnd++] = row;
        else aside[moved++] = row;
      }
    }
    order.set(aside.subarray(0, moved), leftEnd);
    return leftEnd;
  }

  function narrowed(allowed: Uint8Array | undefined, column: number): Uint8Array | undefined {
    const companions = rules.companions?.[column];
    if (!companions || !allowed) return companions;
    return companions.map((flag, j) => flag & allowed[j]!);
  }

  /** Keeps everything left of a monotone split below everything right of it, by the value midway between. */
  function bound(parent: OpenLeaf, left: OpenLeaf, right: OpenLeaf) {
    left.low = right.low = parent.low;
    left.high = right.high = parent.high;
    const direction = rules.monotone?.[parent.best.column] ?? 0;
    if (direction === 0) return;
    const bestValue = (leaf: OpenLeaf) => leafValue(leaf.gradient, leaf.hessian, rules.l2, leaf.low, leaf.high);
    const middle = (bestValue(left) + bestValue(right)) / 2;
    if (direction > 0) left.high = right.low = middle;
    else left.low = right.high = middle;
  }
}

const nothing = new Float64Array(0);

function openLeaf(
  node: GrownNode,
  start: number,
  end: number,
  depth: number,
  allowed: Uint8Array | undefined,
): OpenLeaf {
  return {
    node,
    start,
    end,
    depth,
    allowed,
    histogram: nothing,
    gradient: 0,
    hessian: 0,
    rows: end - start,
    low: Number.NEGATIVE_INFINITY,
    high: Number.POSITIVE_INFINITY,
    best: unsplit,
  };
}

const unsplit: Split = Object.freeze(noSplit());
