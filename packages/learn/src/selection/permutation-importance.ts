import { type Random, shuffle } from "../seeded-random.ts";
import type { FeatureMatrix } from "../trees/feature-matrix.ts";

/** How much worse a model does without what one column tells. */
export interface PermutationImportance {
  column: number;
  /** Mean loss of the measure over the repeats. */
  mean: number;
  deviation: number;
}

/**
 * Permutation importance (Breiman 2001; Fisher, Rudin and Dominici 2019) on rows the model was not trained on:
 * shuffles each of `columns` in turn and sees by how much `measure` (larger is better) falls.
 */
export function permutationImportance(
  matrix: FeatureMatrix,
  columns: readonly number[],
  measure: (matrix: FeatureMatrix) => number,
  repeats: number,
  random: Random,
): PermutationImportance[] {
  const width = matrix.columns.length;
  const values = matrix.values.slice();
  const shuffled = { ...matrix, values };
  const whole = measure(matrix);
  return columns.map((column) => {
    const losses: number[] = [];
    for (let repeat = 0; repeat < repeats; repeat++) {
      const order = shuffle(
        Uint32Array.from({ length: matrix.rows }, (_, i) => i),
        random,
      );
      for (let i = 0; i < matrix.rows; i++) values[i * width + column] = matrix.values[order[i]! * width + column]!;
      losses.push(whole - measure(shuffled));
    }
    for (let i = 0; i < matrix.rows; i++) values[i * width + column] = matrix.values[i * width + column]!;
    const mean = losses.reduce((sum, loss) => sum + loss, 0) / repeats;
    const variance = losses.reduce((sum, loss) => sum + (loss - mean) ** 2, 0) / Math.max(1, repeats - 1);
    return { column, mean, deviation: Math.sqrt(variance) };
  });
}
