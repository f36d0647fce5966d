import { type LossData, type LossOverRows, weightedMean, weightsOf } from "./loss.ts";
import { weightedQuantile } from "./weighted-quantile.ts";

/** Squared error; watched by root mean squared error. */
export function squaredLoss(data: LossData): LossOverRows {
  const { labels, rows } = data;
  const weights = weightsOf(data);
  return {
    outputs: 1,
    metric: "rmse",
    higherIsBetter: false,
    initialScores: () => Float64Array.of(weightedMean(weights, (i) => labels[i]!)),
    gradients(scores, gradient, hessian) {
      for (let i = 0; i < rows; i++) {
        gradient[i] = weights[i]! * (scores[i]! - labels[i]!);
        hessian[i] = weights[i]!;
      }
    },
    evaluate: (scores) => Math.sqrt(weightedMean(weights, (i) => (scores[i]! - labels[i]!) ** 2)),
  };
}

/**
 * Pinball loss at `quantile`; at .5 it is half the absolute error. Leaves hold the quantile of what is left to
 * explain (Friedman 2001, LAD_TreeBoost), since the second derivative is zero.
 */
export function quantileLoss(data: LossData, quantile: number): LossOverRows {
  if (!(quantile > 0 && quantile < 1)) throw new RangeError(`A quantile lies between 0 and 1; ${quantile} does not.`);
  const { labels, rows } = data;
  const weights = weightsOf(data);
  const held = new Float64Array(rows);
  const heldWeights = data.weights ? new Float64Array(rows) : undefined;
  return {
    outputs: 1,
    metric: "pinball",
    higherIsBetter: false,
    initialScores() {
      for (let i = 0; i < rows; i++) held[i] = labels[i]!;
      return Float64Array.of(weightedQuantile(held.slice(), data.weights && Float64Array.from(weights), quantile));
    },
    gradients(scores, gradient, hessian) {
      for (let i = 0; i < rows; i++) {
        gradient[i] = weights[i]! * (scores[i]! >= labels[i]! ? 1 - quantile : -quantile);
        hessian[i] = weights[i]!;
      }
    },
    leafStep(scores, leafRows) {
      for (let k = 0; k < leafRows.length; k++) {
        const row = leafRows[k]!;
        held[k] = labels[row]! - scores[row]!;
        if (heldWeights) heldWeights[k] = weights[row]!;
      }
      return weightedQuantile(held.subarray(0, leafRows.length), heldWeights?.subarray(0, leafRows.length), quantile);
    },
    evaluate: (scores) =>
      weightedMean(weights, (i) => {
        const error = labels[i]! - scores[i]!;
        return error >= 0 ? quantile * error : (quantile - 1) * error;
      }),
  };
}

/** Absolute error, learned as the median. */
export function absoluteLoss(data: LossData): LossOverRows {
  const median = quantileLoss(data, 0.5);
  return { ...median, metric: "mae", evaluate: (scores) => 2 * median.evaluate(scores) };
}

/**
 * Tweedie deviance with log link for 1 ≤ power < 2 (Jørgensen 1987; power 1 is Poisson). Scores are logarithms of the
 * expected target, which must not be negative.
 */
export function tweedieLoss(data: LossData, power: number): LossOverRows {
  if (!(power >= 1 && power < 2)) throw new RangeError(`The Tweedie power is 1 or more and below 2; ${power} is not.`);
  const { labels, rows } = data;
  for (let i = 0; i < rows; i++)
    if (labels[i]! < 0) throw new RangeError(`Row ${i} has the target ${labels[i]}; Tweedie targets are 0 or more.`);
  const weights = weightsOf(data);
  return {
    outputs: 1,
    metric: "tweedieLoss",
    higherIsBetter: false,
    initialScores: () =>
      Float64Array.of(
        Math.log(
          Math.max(
            1e-9,
            weightedMean(weights, (i) => labels[i]!),
          ),
        ),
      ),
    gradients(scores, gradient, hessian) {
      for (let i = 0; i < rows; i++) {
        const up = Math.exp((2 - power) * scores[i]!);
        const down = labels[i]! * Math.exp((1 - power) * scores[i]!);
        gradient[i] = weights[i]! * (up - down);
        hessian[i] = weights[i]! * ((2 - power) * up + (power - 1) * down);
      }
    },
    evaluate: (scores) =>
      weightedMean(weights, (i) => {
        const score = scores[i]!;
        const up = Math.exp((2 - power) * score) / (2 - power);
        return power === 1 ? up - labels[i]! * score : up - (labels[i]! * Math.exp((1 - power) * score)) / (1 - power);
      }),
  };
}
