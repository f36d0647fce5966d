import { type Degenerate, isDegenerate, requirePositive, requireShare } from "../degenerate.ts";
import { columnOf, matrixFault, type RowMatrix } from "./row-matrix.ts";
import { wasserstein } from "./wasserstein.ts";

export interface DriftedComponents {
  /** Share of components that drifted, 0–1. */
  readonly share: number;
  /** Normed Wasserstein distance of every component. */
  readonly distances: Float64Array;
  readonly drifted: boolean;
}

/**
 * Share of the components of an embedding (or numeric columns of a table) whose normed Wasserstein distance exceeds a
 * threshold. Degenerate: `empty`, `not-finite`.
 *
 * @equation |{k : W₁(x_k, y_k) / sd(x_k) > componentThreshold}| / columns
 * @source Evidently embedding_drift_methods.py, RatioDriftMethod
 * @default componentThreshold 0.1
 * @default threshold 0.2
 * @throws StatsInputError when the matrices do not fit or a threshold is out of range
 */
export function driftedComponents(
  reference: RowMatrix,
  current: RowMatrix,
  options: { readonly componentThreshold?: number; readonly threshold?: number } = {},
): DriftedComponents | Degenerate {
  const { componentThreshold = 0.1, threshold = 0.2 } = options;
  requirePositive("componentThreshold", componentThreshold);
  requireShare("threshold", threshold);
  const fault = matrixFault(reference, current);
  if (fault) return fault;
  const distances = new Float64Array(reference.columns);
  for (let k = 0; k < reference.columns; k++) {
    const result = wasserstein(columnOf(reference, k), columnOf(current, k));
    if (isDegenerate(result)) return result;
    distances[k] = result.normed;
  }
  const share = distances.filter((distance) => distance > componentThreshold).length / reference.columns;
  return { share, distances, drifted: share > threshold };
}
