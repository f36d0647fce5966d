import { scoreTrees } from "../trees/boosted-trees.ts";
import { softmaxAt } from "../trees/classification-losses.ts";
import type { FeatureMatrix } from "../trees/feature-matrix.ts";
import { bodyFeatures } from "./body-features.ts";
import { recallSizes } from "./size-memory.ts";
import type { SizeModel } from "./size-model.ts";

/** Calibrated probabilities of every size from body measures alone, row-major: rows × sizes. */
export function sizeProbabilities(model: SizeModel, measures: FeatureMatrix): Float64Array {
  const names = measures.columns.map((column) => column.name).join(", ");
  if (names !== model.measures.join(", "))
    throw new RangeError(`The size model expects the measures ${model.measures.join(", ")}, not ${names}.`);
  const features = bodyFeatures(measures, model.ranges);
  const scores = scoreTrees(model.trees, features);
  const probabilities = softmaxRows(scores, measures.rows, model.sizes.length, model.temperature);
  recallSizes(model.memory, features, model.measures.length, probabilities);
  return probabilities;
}

/** Probabilities by row of scores by class, the scores divided by `temperature`. */
export function softmaxRows(scores: Float64Array, rows: number, classes: number, temperature: number): Float64Array {
  const cooled = scores.map((score) => score / temperature);
  const shares = new Float64Array(classes);
  const byRow = new Float64Array(rows * classes);
  for (let i = 0; i < rows; i++) {
    softmaxAt(cooled, i, rows, shares);
    byRow.set(shares, i * classes);
  }
  return byRow;
}

/** The temperature of least log loss on held-out rows, by golden section between e⁻¹ and e. */
export function fitTemperature(scores: Float64Array, labels: ArrayLike<number>, classes: number): number {
  const lossAt = (logTemperature: number) =>
    logLoss(softmaxRows(scores, labels.length, classes, Math.exp(logTemperature)), labels, classes);
  const golden = (Math.sqrt(5) - 1) / 2;
  let low = -1;
  let high = 1;
  for (let step = 0; step < 24; step++) {
    const a = high - golden * (high - low);
    const b = low + golden * (high - low);
    if (lossAt(a) < lossAt(b)) high = b;
    else low = a;
  }
  return Math.exp((low + high) / 2);
}

/** Mean negative log-probability of the right class; probabilities are rows × classes. */
export function logLoss(probabilities: Float64Array, labels: ArrayLike<number>, classes: number): number {
  let sum = 0;
  for (let i = 0; i < labels.length; i++) sum -= Math.log(Math.max(1e-12, probabilities[i * classes + labels[i]!]!));
  return sum / labels.length;
}

/**
 * Expected calibration error (Naeini et al. 2015): the mean gap between the probability of the likeliest class and how
 * often it is right, over ten equal bands, weighted by rows.
 */
export function calibrationError(probabilities: Float64Array, labels: ArrayLike<number>, classes: number): number {
  const bands = Array.from({ length: 10 }, () => ({ rows: 0, right: 0, sure: 0 }));
  for (let i = 0; i < labels.length; i++) {
    const row = probabilities.subarray(i * classes, (i + 1) * classes);
    let top = 0;
    for (let c = 1; c < classes; c++) if (row[c]! > row[top]!) top = c;
    const band = bands[Math.min(9, Math.floor(row[top]! * 10))]!;
    band.rows++;
    band.sure += row[top]!;
    if (top === labels[i]) band.right++;
  }
  return bands.reduce((sum, band) => sum + Math.abs(band.sure - band.right), 0) / labels.length;
}
