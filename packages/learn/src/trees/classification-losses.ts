import { type LossData, type LossOverRows, weightedMean, weightsOf } from "./loss.ts";

const tiny = 1e-15;

/** The logistic function, 1 / (1 + e^−score). */
export function logistic(score: number): number {
  return 1 / (1 + Math.exp(-score));
}

/** Log loss of a 0/1 target on the log-odds scale. */
export function binaryLoss(data: LossData): LossOverRows {
  const { labels, rows } = data;
  for (let i = 0; i < rows; i++)
    if (labels[i] !== 0 && labels[i] !== 1)
      throw new RangeError(`Row ${i} has the label ${labels[i]}; binary labels are 0 or 1.`);
  const weights = weightsOf(data);
  return {
    outputs: 1,
    metric: "logLoss",
    higherIsBetter: false,
    initialScores() {
      const share = Math.min(
        1 - 1e-9,
        Math.max(
          1e-9,
          weightedMean(weights, (i) => labels[i]!),
        ),
      );
      return Float64Array.of(Math.log(share / (1 - share)));
    },
    gradients(scores, gradient, hessian) {
      for (let i = 0; i < rows; i++) {
        const p = 1 / (1 + Math.exp(-scores[i]!));
        gradient[i] = weights[i]! * (p - labels[i]!);
        hessian[i] = weights[i]! * p * (1 - p);
      }
    },
    evaluate: (scores) =>
      weightedMean(weights, (i) => {
        const signed = labels[i] === 1 ? scores[i]! : -scores[i]!;
        return Math.max(0, -signed) + Math.log1p(Math.exp(-Math.abs(signed)));
      }),
  };
}

/** Softmax log loss over `classes`; the second derivative is scaled by K / (K − 1) (Friedman, Hastie, Tibshirani 2000). */
export function multiclassLoss(data: LossData, classes: number): LossOverRows {
  const { labels, rows } = data;
  if (!(Number.isInteger(classes) && classes >= 2))
    throw new RangeError(`There must be 2 classes or more, not ${classes}.`);
  for (let i = 0; i < rows; i++)
    if (!(Number.isInteger(labels[i]) && labels[i]! >= 0 && labels[i]! < classes))
      throw new RangeError(
        `Row ${i} has the label ${labels[i]}; with ${classes} classes labels are 0 to ${classes - 1}.`,
      );
  const weights = weightsOf(data);
  const scale = classes / (classes - 1);
  const shares = new Float64Array(classes);
  return {
    outputs: classes,
    metric: "logLoss",
    higherIsBetter: false,
    initialScores: () =>
      Float64Array.from({ length: classes }, (_, c) =>
        Math.log(
          Math.max(
            1e-9,
            weightedMean(weights, (i) => (labels[i] === c ? 1 : 0)),
          ),
        ),
      ),
    gradients(scores, gradient, hessian) {
      for (let i = 0; i < rows; i++) {
        softmaxAt(scores, i, rows, shares);
        for (let c = 0; c < classes; c++) {
          const p = shares[c]!;
          gradient[c * rows + i] = weights[i]! * (labels[i] === c ? p - 1 : p);
          hessian[c * rows + i] = weights[i]! * scale * p * (1 - p);
        }
      }
    },
    evaluate: (scores) =>
      weightedMean(weights, (i) => {
        softmaxAt(scores, i, rows, shares);
        return -Math.log(Math.max(tiny, shares[labels[i]!]!));
      }),
  };
}

/** Softmax of `scores[start + c * stride]` over all classes c, written to `shares`. */
export function softmaxAt(scores: Float64Array, start: number, stride: number, shares: Float64Array): void {
  let top = Number.NEGATIVE_INFINITY;
  for (let c = 0; c < shares.length; c++) top = Math.max(top, scores[start + c * stride]!);
  let total = 0;
  for (let c = 0; c < shares.length; c++) {
    const value = Math.exp(scores[start + c * stride]! - top);
    shares[c] = value;
    total += value;
  }
  for (let c = 0; c < shares.length; c++) shares[c] = shares[c]! / total;
}
