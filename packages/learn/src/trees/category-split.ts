import type { Histogram } from "./histogram.ts";
import { gainOfValue, type LeafTotals, leafValue, type Split } from "./split.ts";
import type { TreeRules } from "./tree-rules.ts";

const oneAgainstRest = 4;
const smoothing = 10;
const maxOnOneSide = 32;

/**
 * Improves `best` with a split of categories in two groups. Few categories are tried one against the rest; more are
 * put in order of G / (H + smoothing) and cut along it, which finds the best grouping (Fisher 1958), from both ends.
 */
export function scanCategories(
  histogram: Histogram,
  start: number,
  count: number,
  totals: LeafTotals,
  stay: number,
  column: number,
  rules: TreeRules,
  best: Split,
): void {
  // The bin past the last, of missing and rare categories, takes part like any other.
  const present: number[] = [];
  for (let k = 0; k <= count; k++) if (histogram[start + k * 3 + 2]! > 0) present.push(k);
  if (present.length < 2) return;
  if (present.length <= oneAgainstRest) {
    for (const k of present) cut([k], rules.l2);
    return;
  }
  const slope = (k: number) => histogram[start + k * 3]! / (histogram[start + k * 3 + 1]! + smoothing);
  present.sort((a, b) => slope(a) - slope(b) || a - b);
  const side = Math.min(maxOnOneSide, present.length >> 1);
  cut(present.slice(0, side), rules.l2 + rules.categoryL2);
  cut(present.slice(-side).reverse(), rules.l2 + rules.categoryL2);

  function cut(bins: number[], l2: number) {
    let gradient = 0;
    let hessian = 0;
    let rows = 0;
    for (const [taking, k] of bins.entries()) {
      const at = start + k * 3;
      gradient += histogram[at]!;
      hessian += histogram[at + 1]!;
      rows += histogram[at + 2]!;
      if (rows < rules.minLeafRows || hessian < rules.minLeafHessian) continue;
      const rightHessian = totals.hessian - hessian;
      if (totals.rows - rows < rules.minLeafRows || rightHessian < rules.minLeafHessian) break;
      const rightGradient = totals.gradient - gradient;
      const left = leafValue(gradient, hessian, l2, totals.low, totals.high);
      const right = leafValue(rightGradient, rightHessian, l2, totals.low, totals.high);
      const gain =
        gainOfValue(gradient, hessian, l2, left) + gainOfValue(rightGradient, rightHessian, l2, right) - stay;
      if (gain <= best.gain) continue;
      best.gain = gain;
      best.column = column;
      best.bin = 0;
      best.missingLeft = false;
      best.leftGradient = gradient;
      best.leftHessian = hessian;
      best.leftRows = rows;
      best.leftBins = bitsOf(bins.slice(0, taking + 1));
    }
  }
}

/** The 256-bit set of the given bins, in 8 words. */
function bitsOf(bins: number[]): Uint32Array {
  const bits = new Uint32Array(8);
  for (const k of bins) bits[k >> 5] = bits[k >> 5]! | (1 << (k & 31));
  return bits;
}
