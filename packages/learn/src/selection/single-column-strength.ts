import { type Random, shuffle } from "../seeded-random.ts";
import { areaUnderCurve } from "./auc.ts";
import type { DiscreteColumn, SelectionTask } from "./selection-data.ts";

const folds = 5;
const smoothing = 5;

/**
 * How well one column alone foretells the target on rows it was not fitted to, 0–1: the area under the ROC curve
 * (mean over classes, one against the rest), or R² of a number. Each bin predicts its mean target over the other
 * folds, missing values being a bin like any other.
 */
export function singleColumnStrength(
  column: DiscreteColumn,
  labels: ArrayLike<number>,
  task: SelectionTask,
  random: Random,
): number {
  const rows = column.codes.length;
  const foldOf = shuffle(
    Int32Array.from({ length: rows }, (_, i) => i % folds),
    random,
  );
  if (task.kind === "regression") {
    const predicted = outOfFoldMeans(column, labels, foldOf);
    return Math.max(0, rSquared(labels, predicted));
  }
  const classes = task.classes === 2 ? [1] : Array.from({ length: task.classes }, (_, c) => c);
  let sum = 0;
  let counted = 0;
  for (const c of classes) {
    const isClass = Float64Array.from({ length: rows }, (_, i) => (labels[i] === c ? 1 : 0));
    const area = areaUnderCurve(isClass, outOfFoldMeans(column, isClass, foldOf));
    if (Number.isNaN(area)) continue;
    sum += area;
    counted++;
  }
  return counted > 0 ? sum / counted : 0.5;
}

/** The share of the variance of `labels` that `predicted` explains; may be negative. */
export function rSquared(labels: ArrayLike<number>, predicted: ArrayLike<number>): number {
  let mean = 0;
  for (let i = 0; i < labels.length; i++) mean += labels[i]! / labels.length;
  let left = 0;
  let all = 0;
  for (let i = 0; i < labels.length; i++) {
    left += (labels[i]! - predicted[i]!) ** 2;
    all += (labels[i]! - mean) ** 2;
  }
  return all > 0 ? 1 - left / all : 0;
}

function outOfFoldMeans(
  { codes, levels }: DiscreteColumn,
  labels: ArrayLike<number>,
  foldOf: Int32Array,
): Float64Array {
  const sums = new Float64Array(levels * folds);
  const counts = new Float64Array(levels * folds);
  let total = 0;
  for (let i = 0; i < codes.length; i++) {
    const at = codes[i]! * folds + foldOf[i]!;
    sums[at] = sums[at]! + labels[i]!;
    counts[at] = counts[at]! + 1;
    total += labels[i]!;
  }
  const prior = total / codes.length;
  return Float64Array.from(codes, (code, i) => {
    let sum = prior * smoothing;
    let count = smoothing;
    for (let fold = 0; fold < folds; fold++) {
      if (fold === foldOf[i]) continue;
      sum += sums[code * folds + fold]!;
      count += counts[code * folds + fold]!;
    }
    return sum / count;
  });
}
