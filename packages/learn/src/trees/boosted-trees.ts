import type { ArtefactInfo } from "../artefact/artefact.ts";
import { logistic, softmaxAt } from "./classification-losses.ts";
import { binOfCode } from "./column-bins.ts";
import type { FeatureColumn, FeatureMatrix } from "./feature-matrix.ts";
import { addForestScores, type Forest } from "./forest.ts";
import type { TreeLoss } from "./loss.ts";

/** A trained model of boosted trees: plain data, so that it may cross to another thread. */
export interface BoostedTrees {
  columns: readonly FeatureColumn[];
  loss: TreeLoss;
  /** 1, or the number of classes. */
  outputs: number;
  /** Score of each output before any tree. */
  base: Float64Array;
  forest: Forest;
  /** Per column the category codes it knows, sorted; empty for numbers. */
  codes: readonly Int32Array[];
  info: Pick<ArtefactInfo, "window" | "parameters" | "metrics">;
}

/**
 * Predictions for every row: the expected or quantile target, the probability of 1, for K classes K probabilities per
 * row (row-major), for ranking a score. Throws `RangeError` when the columns are not those of the training.
 */
export function predictTrees(model: BoostedTrees, matrix: FeatureMatrix): Float64Array {
  const scores = scoreTrees(model, matrix);
  const { rows } = matrix;
  switch (model.loss.kind) {
    case "binary":
      return scores.map(logistic);
    case "tweedie":
      return scores.map(Math.exp);
    case "multiclass": {
      const shares = new Float64Array(model.outputs);
      const byRow = new Float64Array(rows * model.outputs);
      for (let i = 0; i < rows; i++) {
        softmaxAt(scores, i, rows, shares);
        byRow.set(shares, i * model.outputs);
      }
      return byRow;
    }
    default:
      return scores;
  }
}

/** Scores on the scale on which trees add up (log-odds, logarithm …), one block of all rows per output. */
export function scoreTrees(model: BoostedTrees, matrix: FeatureMatrix): Float64Array {
  const { rows, columns } = matrix;
  const width = model.columns.length;
  if (columns.length !== width || columns.some((column, j) => column.name !== model.columns[j]!.name))
    throw new RangeError(`The model expects the columns ${model.columns.map((column) => column.name).join(", ")}.`);
  const scores = new Float64Array(rows * model.outputs);
  for (let k = 0; k < model.outputs; k++) scores.fill(model.base[k]!, k * rows, (k + 1) * rows);
  addForestScores(model.forest, categoriesAsBins(model, matrix), rows, width, model.outputs, scores);
  return scores;
}

/** The values with every category code replaced by its bin; the given array itself where there is nothing to replace. */
export function categoriesAsBins(model: BoostedTrees, { rows, values }: FeatureMatrix): Float64Array {
  const width = model.columns.length;
  const translate = model.columns.some((column) => column.kind === "category");
  // One type of array for scoring, which is compiled for it.
  if (!translate && values instanceof Float64Array) return values;
  const translated = new Float64Array(values);
  for (const [j, column] of model.columns.entries()) {
    if (column.kind !== "category") continue;
    const codes = model.codes[j]!;
    for (let i = 0; i < rows; i++) translated[i * width + j] = binOfCode(codes, values[i * width + j]!);
  }
  return translated;
}

/** Each column's share of the total gain of all splits, by name; shares add up to 1 unless nothing was split. */
export function gainImportance(model: BoostedTrees): Record<string, number> {
  const shares = gainShares(model);
  return Object.fromEntries(model.columns.map((column, j) => [column.name, shares[j]!]));
}

/** Each column's share of the total gain, in the order of the columns. */
export function gainShares({ columns, forest }: BoostedTrees): Float64Array {
  const gains = new Float64Array(columns.length);
  let total = 0;
  for (let n = 0; n < forest.column.length; n++) {
    const j = forest.column[n]!;
    if (j < 0) continue;
    gains[j] = gains[j]! + forest.gain[n]!;
    total += forest.gain[n]!;
  }
  return total > 0 ? gains.map((gain) => gain / total) : gains;
}
