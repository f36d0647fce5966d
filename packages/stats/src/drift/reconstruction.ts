import { type Degenerate, degenerate, requireOpenShare } from "../degenerate.ts";
import { zeroUpToRounding } from "../zero-up-to-rounding.ts";
import { matrixFault, type RowMatrix } from "./row-matrix.ts";
import { symmetricEigen } from "./symmetric-eigen.ts";

/** A principal-component model of reference rows; plain data, so it can be stored. */
export interface ReconstructionModel {
  readonly columns: number;
  /** Mean and 1 / standard deviation of each reference column; 0 for a column without spread, which is ignored. */
  readonly mean: Float64Array;
  readonly scale: Float64Array;
  readonly components: number;
  /** Kept directions, row by row. */
  readonly directions: Float64Array;
  /** Share of the variance that they explain, 0–1. */
  readonly explained: number;
}

/**
 * Fits the model for reconstruction drift: standardised columns, and the fewest principal components that explain more
 * than the share asked for. Degenerate: `too-few` below two rows, `constant` when no column varies, `not-finite`.
 *
 * @equation eigenvectors of the correlation matrix, largest first, until Σ λ > explained · Σ all λ
 * @source NannyML data_reconstruction/calculator.py (scaler, then PCA with n_components = 0.65); Jolliffe (2002)
 * @default explained 0.65
 * @throws StatsInputError when the matrix does not hold rows × columns values or explained is outside (0, 1)
 */
export function fitReconstruction(
  reference: RowMatrix,
  options: { readonly explained?: number } = {},
): ReconstructionModel | Degenerate {
  const share = options.explained ?? 0.65;
  requireOpenShare("explained", share);
  const fault = matrixFault(reference, reference, 2);
  if (fault) return fault;
  const { rows, columns, values } = reference;
  const mean = new Float64Array(columns);
  const scale = new Float64Array(columns);
  for (let i = 0; i < rows; i++) for (let k = 0; k < columns; k++) mean[k] = mean[k]! + values[i * columns + k]! / rows;
  for (let i = 0; i < rows; i++)
    for (let k = 0; k < columns; k++) scale[k] = scale[k]! + (values[i * columns + k]! - mean[k]!) ** 2;
  for (let k = 0; k < columns; k++) {
    const deviation = Math.sqrt(scale[k]! / rows);
    scale[k] = zeroUpToRounding(deviation, mean[k]!, rows) ? 0 : 1 / deviation;
  }
  if (scale.every((value) => value === 0)) return degenerate("constant", `none of ${columns} columns varies`);
  const correlation = new Float64Array(columns * columns);
  const z = new Float64Array(columns);
  for (let i = 0; i < rows; i++) {
    for (let k = 0; k < columns; k++) z[k] = (values[i * columns + k]! - mean[k]!) * scale[k]!;
    for (let p = 0; p < columns; p++)
      for (let q = p; q < columns; q++)
        correlation[p * columns + q] = correlation[p * columns + q]! + (z[p]! * z[q]!) / rows;
  }
  for (let p = 0; p < columns; p++)
    for (let q = 0; q < p; q++) correlation[p * columns + q] = correlation[q * columns + p]!;
  const eigen = symmetricEigen(correlation, columns);
  const total = eigen.values.reduce((sum, value) => sum + value, 0);
  let components = 0;
  let reached = 0;
  while (components < columns && reached <= share * total) reached += eigen.values[components++]!;
  return {
    columns,
    mean,
    scale,
    components,
    directions: eigen.vectors.slice(0, components * columns),
    explained: reached / total,
  };
}

/**
 * Mean reconstruction error of a chunk of rows, in standard deviations of the reference columns: how far rows lie from
 * the reference's main directions. Both a rise and a fall are drift. Degenerate: `empty`, `not-finite`.
 *
 * @equation (1/n) Σ_i ‖z_i − VᵀV z_i‖, z standardised by the reference, V the selected directions
 * @source NannyML data_reconstruction/calculator.py
 * @throws StatsInputError when the chunk's columns differ from the model's
 */
export function reconstructionError(model: ReconstructionModel, chunk: RowMatrix): number | Degenerate {
  const { columns, components, directions } = model;
  const fault = matrixFault({ values: new Float64Array(columns), rows: 1, columns }, chunk);
  if (fault) return fault;
  const z = new Float64Array(columns);
  let sum = 0;
  for (let i = 0; i < chunk.rows; i++) {
    for (let k = 0; k < columns; k++) z[k] = (chunk.values[i * columns + k]! - model.mean[k]!) * model.scale[k]!;
    // Directions are orthonormal: taking each out of the rest leaves the residual itself, without cancellation.
    for (let c = 0; c < components; c++) {
      let dot = 0;
      for (let k = 0; k < columns; k++) dot += z[k]! * directions[c * columns + k]!;
      for (let k = 0; k < columns; k++) z[k] = z[k]! - dot * directions[c * columns + k]!;
    }
    let squares = 0;
    for (let k = 0; k < columns; k++) squares += z[k]! * z[k]!;
    sum += Math.sqrt(squares);
  }
  return sum / chunk.rows;
}
