import { type Random, shuffle } from "../seeded-random.ts";
import { gainShares, predictTrees } from "../trees/boosted-trees.ts";
import { type FeatureMatrix, type LabelledMatrix, rowsOf } from "../trees/feature-matrix.ts";
import type { TreeLoss } from "../trees/loss.ts";
import { trainBoostedTrees } from "../trees/train-boosted-trees.ts";
import { areaUnderCurve } from "./auc.ts";
import { permutationImportance } from "./permutation-importance.ts";
import type { SelectionTask } from "./selection-data.ts";
import { rSquared } from "./single-column-strength.ts";

/** What boosted trees make of each column, averaged over folds of unseen rows. */
export interface ModelEvidence {
  gain: Float64Array;
  permutation: Float64Array;
  deviation: Float64Array;
  /** The measure with all columns, on unseen rows. */
  whole: number;
}

const maxPermuted = 150;
/** Columns × rows shuffled per fold and repeat, which bounds the time for wide tables. */
const maxShuffled = 200_000;

/** Trains trees on each of `folds` complements, and shuffles the columns on the fold (on 1,000 to 5,000 of its rows, fewer the more columns). */
export function modelEvidence(
  data: LabelledMatrix,
  task: SelectionTask,
  folds: number,
  random: Random,
  onFold: (done: number) => void,
): ModelEvidence {
  const width = data.columns.length;
  const evidence: ModelEvidence = {
    gain: new Float64Array(width),
    permutation: new Float64Array(width),
    deviation: new Float64Array(width),
    whole: 0,
  };
  const foldOf = shuffle(
    Int32Array.from({ length: data.rows }, (_, i) => i % folds),
    random,
  );
  for (let fold = 0; fold < folds; fold++) {
    const [seen, unseen] = [false, true].map((inside) =>
      rowsOf(
        data,
        [...foldOf.keys()].filter((i) => (foldOf[i] === fold) === inside),
      ),
    ) as [LabelledMatrix, LabelledMatrix];
    const model = trainBoostedTrees(seen, { loss: lossOf(task), trees: 80, leaves: 15, learningRate: 0.1 }, { random });
    const gains = gainShares(model);
    for (const [j, gain] of gains.entries()) evidence.gain[j] = evidence.gain[j]! + gain / folds;
    const used = [...gains.keys()]
      .filter((j) => gains[j]! > 0)
      .sort((a, b) => gains[b]! - gains[a]!)
      .slice(0, maxPermuted);
    const affordable = Math.floor(maxShuffled / Math.max(1, used.length));
    const rows = Math.min(unseen.rows, Math.max(1000, Math.min(5000, affordable)));
    const part = rowsOf(
      unseen,
      Int32Array.from({ length: rows }, (_, i) => i),
    );
    const measure = (matrix: FeatureMatrix) => measureOf(task, part.labels, predictTrees(model, matrix));
    for (const { column, mean, deviation } of permutationImportance(part, used, measure, 3, random)) {
      evidence.permutation[column] = evidence.permutation[column]! + mean / folds;
      evidence.deviation[column] = evidence.deviation[column]! + deviation / folds;
    }
    evidence.whole += measure(part) / folds;
    onFold(fold + 1);
  }
  return evidence;
}

/** The loss of boosted trees that suits a task. */
export function lossOf(task: SelectionTask): TreeLoss {
  if (task.kind === "regression") return { kind: "squared" };
  return task.classes === 2 ? { kind: "binary" } : { kind: "multiclass", classes: task.classes };
}

/** Larger is better: R², area under the ROC curve, or for several classes the mean log-probability of the right one. */
export function measureOf(task: SelectionTask, labels: ArrayLike<number>, predicted: Float64Array): number {
  if (task.kind === "regression") return rSquared(labels, predicted);
  if (task.classes === 2) return areaUnderCurve(labels, predicted);
  let sum = 0;
  for (let i = 0; i < labels.length; i++) sum += Math.log(Math.max(1e-15, predicted[i * task.classes + labels[i]!]!));
  return sum / labels.length;
}
