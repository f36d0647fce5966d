import type { LabelledMatrix } from "./feature-matrix.ts";

/** What boosted trees can learn to do. */
export type TreeLoss =
  | { kind: "squared" }
  | { kind: "absolute" }
  /** The `quantile` (0–1) of the target by pinball loss. */
  | { kind: "quantile"; quantile: number }
  /** Counts and sales with many zeros, log link; `power` from 1 (Poisson) to below 2. */
  | { kind: "tweedie"; power: number }
  | { kind: "binary" }
  | { kind: "multiclass"; classes: number }
  /** Order within a query by nDCG at `truncation` (Burges 2010). */
  | { kind: "lambdarank"; truncation: number };

/** A loss over one data set, ready to give gradients. Scores hold `outputs` blocks of one number a row. */
export interface LossOverRows {
  outputs: number;
  /** The best constant score of each output. */
  initialScores(): Float64Array;
  /** First and second derivatives, weighted, in the layout of the scores. */
  gradients(scores: Float64Array, gradient: Float32Array, hessian: Float32Array): void;
  /** For losses whose hessian says nothing: the best constant step for a leaf that holds `rows`. */
  leafStep?(scores: Float64Array, rows: Int32Array): number;
  /** The measure watched by early stopping. */
  evaluate(scores: Float64Array): number;
  metric: string;
  higherIsBetter: boolean;
}

/** Data as a loss needs it. */
export type LossData = Pick<LabelledMatrix, "rows" | "labels" | "weights" | "queryRows">;

/** The weight of every row: those given, else 1. */
export function weightsOf(data: LossData): Float32Array {
  return data.weights ? Float32Array.from(data.weights) : new Float32Array(data.rows).fill(1);
}

/** Σ weight · value / Σ weight. */
export function weightedMean(weights: Float32Array, measure: (row: number) => number): number {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < weights.length; i++) {
    sum += weights[i]! * measure(i);
    total += weights[i]!;
  }
  return sum / total;
}
