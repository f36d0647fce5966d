import type { BinnedMatrix } from "./binned-matrix.ts";
import { scanCategories } from "./category-split.ts";
import type { Histogram } from "./histogram.ts";
import { gainOfValue, type LeafTotals, leafValue, noBins, noSplit, type Split } from "./split.ts";
import type { TreeRules } from "./tree-rules.ts";

/** The best split of a leaf over the given columns (Chen and Guestrin 2016, equation 7, on histograms). */
export function findBestSplit(
  histogram: Histogram,
  totals: LeafTotals,
  { offsets, bins }: BinnedMatrix,
  columns: Int32Array,
  allowed: Uint8Array | undefined,
  rules: TreeRules,
): Split {
  const best = noSplit();
  best.gain = rules.minGain;
  const now = leafValue(totals.gradient, totals.hessian, rules.l2, totals.low, totals.high);
  const stay = gainOfValue(totals.gradient, totals.hessian, rules.l2, now);
  for (let c = 0; c < columns.length; c++) {
    const column = columns[c]!;
    if (allowed && allowed[column] === 0) continue;
    const { kind, count } = bins[column]!;
    const start = offsets[column]! * 3;
    if (kind === "category") {
      scanCategories(histogram, start, count, totals, stay, column, rules, best);
      continue;
    }
    const missingRows = histogram[start + count * 3 + 2]!;
    const direction = rules.monotone ? rules.monotone[column]! : 0;
    if (missingRows > 0) scanNumbers(histogram, start, count, totals, stay, column, direction, rules, best, true);
    scanNumbers(histogram, start, count, totals, stay, column, direction, rules, best, false);
  }
  if (best.column < 0) best.gain = 0;
  return best;
}

function scanNumbers(
  histogram: Histogram,
  start: number,
  count: number,
  totals: LeafTotals,
  stay: number,
  column: number,
  direction: number,
  rules: TreeRules,
  best: Split,
  missingLeft: boolean,
): void {
  const { l2, minLeafRows, minLeafHessian } = rules;
  const { gradient: allGradient, hessian: allHessian, rows: allRows, low, high } = totals;
  const bounded = rules.monotone !== undefined;
  const missing = start + count * 3;
  let gradient = missingLeft ? histogram[missing]! : 0;
  let hessian = missingLeft ? histogram[missing + 1]! : 0;
  let rows = missingLeft ? histogram[missing + 2]! : 0;
  let gain = best.gain;
  let bin = -1;
  let bestGradient = 0;
  let bestHessian = 0;
  let bestRows = 0;
  // With missing values on the right, the last bin may stand alone against them.
  const last = missingLeft || histogram[missing + 2] === 0 ? count - 1 : count;
  for (let k = 0; k < last; k++) {
    const at = start + k * 3;
    if (histogram[at + 2] === 0) continue;
    gradient += histogram[at]!;
    hessian += histogram[at + 1]!;
    rows += histogram[at + 2]!;
    if (rows < minLeafRows || hessian < minLeafHessian) continue;
    if (allRows - rows < minLeafRows || allHessian - hessian < minLeafHessian) break;
    const rightGradient = allGradient - gradient;
    const rightHessian = allHessian - hessian;
    let found: number;
    if (bounded) {
      const left = leafValue(gradient, hessian, l2, low, high);
      const right = leafValue(rightGradient, rightHessian, l2, low, high);
      if (direction !== 0 && (right - left) * direction < 0) continue;
      found = gainOfValue(gradient, hessian, l2, left) + gainOfValue(rightGradient, rightHessian, l2, right) - stay;
    } else {
      found = (gradient * gradient) / (hessian + l2) + (rightGradient * rightGradient) / (rightHessian + l2) - stay;
    }
    if (found > gain) {
      gain = found;
      bin = k;
      bestGradient = gradient;
      bestHessian = hessian;
      bestRows = rows;
    }
  }
  if (bin < 0) return;
  best.gain = gain;
  best.column = column;
  best.bin = bin;
  best.leftGradient = bestGradient;
  best.leftHessian = bestHessian;
  best.leftRows = bestRows;
  best.leftBins = noBins;
  // Where training saw nothing missing, a missing value later goes with the larger part.
  best.missingLeft = histogram[missing + 2]! > 0 ? missingLeft : bestRows * 2 >= allRows;
}
