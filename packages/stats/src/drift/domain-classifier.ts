import { type Degenerate, isDegenerate, requireCount, requirePositive, requireShare } from "../degenerate.ts";
import { clampP, normalSf } from "../distributions/normal.ts";
import { type Random, shuffleInPlace } from "../seeded-random.ts";
import { fitLogistic, type LabelledRows } from "./logistic.ts";
import { rocAuc } from "./roc-auc.ts";
import { matrixFault, type RowMatrix } from "./row-matrix.ts";

export interface DomainClassifierOptions {
  /** Deals the rows into folds. */
  readonly random: Random;
  readonly folds?: number;
  /** Strength of the ridge, per row. */
  readonly ridge?: number;
  /** AUC above which the samples have drifted apart. */
  readonly threshold?: number;
}

export interface DomainClassifier {
  /** Held-out AUC, averaged over the folds: 0.5 when nobody can tell the samples apart, 1 when anybody can. */
  readonly auc: number;
  /** Standard error of the AUC if the samples were alike. */
  readonly nullStandardError: number;
  /** One-sided p of an AUC this high if the samples were alike; errs on the careful side. */
  readonly pValue: number;
  readonly threshold: number;
  readonly drifted: boolean;
}

/**
 * Domain classifier: a ridge logistic regression learns to tell current rows from reference rows, and is judged on rows
 * it has not seen (cross-validated). Degenerate: `too-few` below two rows a fold and side, `empty`, `not-finite`.
 *
 * @equation AUC of held-out rows; null standard error √((n + m + 1) / (12 n m)) of one fold, averaged
 * @source Lopez-Paz & Oquab (2017), ICLR; Rabanser, Günnemann & Lipton (2019), NeurIPS; threshold: Evidently ModelDriftMethod
 * @default folds 2
 * @default ridge 0.001
 * @default threshold 0.55
 * @throws StatsInputError when the matrices do not fit, or an option is out of range
 */
export function domainClassifier(
  reference: RowMatrix,
  current: RowMatrix,
  options: DomainClassifierOptions,
): DomainClassifier | Degenerate {
  const { random, folds = 2, ridge = 1e-3, threshold = 0.55 } = options;
  requireCount("folds", folds, 2);
  requirePositive("ridge", ridge);
  requireShare("threshold", threshold);
  const fault = matrixFault(reference, current, 2 * folds);
  if (fault) return fault;
  const rows: { row: Float32Array | Float64Array; isCurrent: boolean; fold: number }[] = [];
  // The side tells the label, not the object: a period compared with itself is given as one object twice.
  for (const [side, matrix] of [reference, current].entries()) {
    // Dealing each sample apart keeps the shares of the samples the same in every fold.
    const order = shuffleInPlace(
      Int32Array.from({ length: matrix.rows }, (_, i) => i),
      random,
    );
    order.forEach((row, i) => {
      const values = matrix.values.subarray(row * matrix.columns, (row + 1) * matrix.columns);
      rows.push({ row: values, isCurrent: side === 1, fold: i % folds });
    });
  }
  let auc = 0;
  let nullStandardError = 0;
  for (let fold = 0; fold < folds; fold++) {
    const training = rows.filter((entry) => entry.fold !== fold);
    const heldOut = rows.filter((entry) => entry.fold === fold);
    const labelled: LabelledRows = {
      rows: training.map((entry) => entry.row),
      labels: training.map((entry) => (entry.isCurrent ? 1 : 0)),
    };
    const score = fitLogistic(labelled, ridge);
    const labels = heldOut.map((entry) => entry.isCurrent);
    const area = rocAuc(
      Float64Array.from(heldOut, (entry) => score(entry.row)),
      labels,
    );
    if (isDegenerate(area)) return area;
    const m = labels.filter(Boolean).length;
    const n = labels.length - m;
    auc += area / folds;
    // Each fold's test rows train the others' model: the folds' areas move together, so errors add up, not variances.
    nullStandardError += Math.sqrt((n + m + 1) / (12 * n * m)) / folds;
  }
  const pValue = clampP(normalSf((auc - 0.5) / nullStandardError));
  return { auc, nullStandardError, pValue, threshold, drifted: auc > threshold };
}
