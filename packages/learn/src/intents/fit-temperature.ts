import { softmaxInPlace } from "../linear/softmax-regression.ts";

/** Scores of held-out rows, `classes` to a row, and the right class of each. */
export interface HeldOutScores {
  readonly scores: Float64Array;
  readonly labels: ArrayLike<number>;
  readonly classes: number;
}

/** Mean of −ln P(right class) when scores are divided by `temperature`. */
export function logLoss({ scores, labels, classes }: HeldOutScores, temperature: number): number {
  let sum = 0;
  const row = new Float64Array(classes);
  for (let i = 0; i < labels.length; i++) {
    row.set(scores.subarray(i * classes, (i + 1) * classes));
    const right = row[labels[i]!]! / temperature;
    sum += softmaxInPlace(row, temperature) - right;
  }
  return sum / Math.max(1, labels.length);
}

/** The temperature between 1/8 and 8 with the least log loss (Guo et al. 2017), by golden section on its logarithm. */
export function fitTemperature(held: HeldOutScores): number {
  if (held.labels.length === 0) return 1;
  const golden = (Math.sqrt(5) - 1) / 2;
  let low = Math.log(1 / 8);
  let high = Math.log(8);
  for (let round = 0; round < 24; round++) {
    const a = high - golden * (high - low);
    const b = low + golden * (high - low);
    if (logLoss(held, Math.exp(a)) < logLoss(held, Math.exp(b))) high = b;
    else low = a;
  }
  return Math.exp((low + high) / 2);
}
