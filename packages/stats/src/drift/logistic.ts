import { zeroUpToRounding } from "../zero-up-to-rounding.ts";

export interface LabelledRows {
  readonly rows: readonly (Float32Array | Float64Array)[];
  /** 1 for the class whose log-odds are learnt, else 0. */
  readonly labels: readonly number[];
}

const STEPS = 120;

/**
 * Fits a ridge logistic regression on standardised columns by accelerated gradient steps and returns the function that
 * gives a row's log-odds. Classes weigh the same however many rows they have. Columns without spread are ignored.
 *
 * @equation min_w mean_c [log(1 + e^{−y (w·z + b)})] + (ridge/2) ‖w‖²
 * @source Nesterov (1983), Soviet Mathematics Doklady 27:372 (the steps); Hastie, Tibshirani & Friedman (2009), section 4.4
 */
export function fitLogistic(data: LabelledRows, ridge: number): (row: ArrayLike<number>) => number {
  const columns = data.rows[0]?.length ?? 0;
  const { mean, scale } = standardiser(data.rows, columns);
  const n = data.rows.length;
  const z = new Float64Array(n * columns);
  data.rows.forEach((row, i) => {
    for (let k = 0; k < columns; k++) z[i * columns + k] = (row[k]! - mean[k]!) * scale[k]!;
  });
  const positives = data.labels.reduce((sum, label) => sum + label, 0);
  const rowWeights = Float64Array.from(data.labels, (label) => 0.5 / (label === 1 ? positives : n - positives));
  const step = 1 / (0.25 * largestCurvature(z, rowWeights, columns) + ridge);
  const weights = new Float64Array(columns + 1);
  const ahead = new Float64Array(columns + 1);
  const gradient = new Float64Array(columns + 1);
  for (let round = 1; round <= STEPS; round++) {
    for (let k = 0; k < columns; k++) gradient[k] = ridge * ahead[k]!;
    gradient[columns] = 0;
    for (let i = 0; i < n; i++) {
      let odds = ahead[columns]!;
      for (let k = 0; k < columns; k++) odds += ahead[k]! * z[i * columns + k]!;
      const label = data.labels[i]!;
      const pull = rowWeights[i]! * (1 / (1 + Math.exp(-odds)) - label);
      for (let k = 0; k < columns; k++) gradient[k] = gradient[k]! + pull * z[i * columns + k]!;
      gradient[columns] = gradient[columns]! + pull;
    }
    const momentum = (round - 1) / (round + 2);
    for (let k = 0; k <= columns; k++) {
      const moved = ahead[k]! - step * gradient[k]!;
      ahead[k] = moved + momentum * (moved - weights[k]!);
      weights[k] = moved;
    }
  }
  return (row) => {
    let odds = weights[columns]!;
    for (let k = 0; k < columns; k++) odds += weights[k]! * (row[k]! - mean[k]!) * scale[k]!;
    return odds;
  };
}

function standardiser(rows: LabelledRows["rows"], columns: number): { mean: Float64Array; scale: Float64Array } {
  const mean = new Float64Array(columns);
  const scale = new Float64Array(columns);
  for (const row of rows) for (let k = 0; k < columns; k++) mean[k] = mean[k]! + row[k]! / rows.length;
  for (const row of rows) for (let k = 0; k < columns; k++) scale[k] = scale[k]! + (row[k]! - mean[k]!) ** 2;
  for (let k = 0; k < columns; k++) {
    const deviation = Math.sqrt(scale[k]! / rows.length);
    scale[k] = zeroUpToRounding(deviation, mean[k]!, rows.length) ? 0 : 1 / deviation;
  }
  return { mean, scale };
}

/**
 * An upper bound of the largest eigenvalue of the weighted ZᵀZ with the bias column, by power steps: what a safe step
 * size needs.
 */
function largestCurvature(z: Float64Array, rowWeights: Float64Array, columns: number): number {
  let direction = new Float64Array(columns + 1).fill(1 / Math.sqrt(columns + 1));
  let size = 1;
  for (let round = 0; round < 10; round++) {
    const next = new Float64Array(columns + 1);
    for (let i = 0; i < rowWeights.length; i++) {
      let dot = direction[columns]!;
      for (let k = 0; k < columns; k++) dot += direction[k]! * z[i * columns + k]!;
      dot *= rowWeights[i]!;
      for (let k = 0; k < columns; k++) next[k] = next[k]! + dot * z[i * columns + k]!;
      next[columns] = next[columns]! + dot;
    }
    size = Math.sqrt(next.reduce((sum, value) => sum + value * value, 0));
    if (size === 0) return 1;
    direction = next.map((value) => value / size);
  }
  return Math.max(1, size * 1.5); // Power steps approach from below.
}
