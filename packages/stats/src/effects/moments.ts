import { StatsInputError } from "../degenerate.ts";
import { zeroUpToRounding } from "../zero-up-to-rounding.ts";

/**
 * Count, means and covariance matrix of one arm's columns: all that the effects below need, and small enough to be
 * stored per arm, segment and day. Covariances divide by n − 1; with n = 1 they are 0.
 */
export interface Moments {
  n: number;
  means: number[];
  covariance: number[][];
}

/**
 * Moments of equally long columns (one value a unit), by two passes over centred values, so that nothing cancels.
 * Time O(n k²) for k columns. With n = 0 the means are 0.
 *
 * @equation s_jk = Σᵢ (x_ij − x̄_j)(x_ik − x̄_k) / (n − 1)
 * @source Chan, Golub and LeVeque (1983), corrected two-pass algorithm
 * @throws StatsInputError when columns differ in length
 */
export function momentsOf(columns: readonly ArrayLike<number>[]): Moments {
  const n = columns[0]?.length ?? 0;
  for (const column of columns)
    if (column.length !== n) throw new StatsInputError("columns", `lengths differ: ${n} and ${column.length}`);
  const means = columns.map(meanOf);
  const covariance = columns.map((x, j) =>
    columns.map((y, k) => (k < j ? 0 : centredProduct(x, means[j] ?? 0, y, means[k] ?? 0))),
  );
  for (let j = 0; j < columns.length; j++)
    for (let k = 0; k < j; k++) setCell(covariance, j, k, covariance[k]?.[j] ?? 0);
  return { n, means, covariance };
}

/**
 * Moments from counts, sums and sums of products, as a warehouse query returns them. A variance that is smaller than
 * the rounding of its own sum of squares is taken as 0.
 *
 * @equation s_jk = (Σ x_j x_k − Σ x_j Σ x_k / n) / (n − 1)
 * @source definition
 * @throws StatsInputError when n is negative or the product matrix has the wrong shape
 */
export function momentsFromSums(n: number, sums: readonly number[], products: readonly (readonly number[])[]): Moments {
  if (!(n >= 0)) throw new StatsInputError("n", `must be at least 0, got ${n}`);
  if (products.length !== sums.length) throw new StatsInputError("products", "needs one row a sum");
  const means = sums.map((sum) => (n > 0 ? sum / n : 0));
  const covariance = sums.map((sum, j) =>
    sums.map((other, k) => {
      const product = products[j]?.[k] ?? products[k]?.[j];
      if (product === undefined) throw new StatsInputError("products", `misses the product of ${j} and ${k}`);
      const centred = n > 0 ? product - (sum / n) * other : 0;
      return n > 1 && !zeroUpToRounding(centred, product, n) ? centred / (n - 1) : 0;
    }),
  );
  return { n, means, covariance };
}

/**
 * Moments of two disjoint sets of units together. Associative and commutative up to rounding.
 *
 * @equation (n−1)S = (n_a−1)S_a + (n_b−1)S_b + (n_a n_b / n) d dᵀ with d = x̄_b − x̄_a
 * @source Chan, Golub and LeVeque (1983), equation 1.5
 */
export function mergeMoments(a: Moments, b: Moments): Moments {
  if (a.n === 0) return b;
  if (b.n === 0) return a;
  const n = a.n + b.n;
  const gap = a.means.map((mean, j) => (b.means[j] ?? 0) - mean);
  return {
    n,
    means: a.means.map((mean, j) => mean + ((gap[j] ?? 0) * b.n) / n),
    covariance: a.covariance.map((row, j) =>
      row.map((cell, k) => {
        const within = (a.n - 1) * cell + (b.n - 1) * (b.covariance[j]?.[k] ?? 0);
        return (within + (a.n * b.n * (gap[j] ?? 0) * (gap[k] ?? 0)) / n) / (n - 1);
      }),
    ),
  };
}

function meanOf(values: ArrayLike<number>): number {
  const n = values.length;
  if (n === 0) return 0;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += values[i] as number;
  const first = sum / n;
  let rest = 0;
  for (let i = 0; i < n; i++) rest += (values[i] as number) - first;
  return first + rest / n;
}

function centredProduct(x: ArrayLike<number>, meanX: number, y: ArrayLike<number>, meanY: number): number {
  const n = x.length;
  if (n < 2) return 0;
  let sum = 0;
  let driftX = 0;
  let driftY = 0;
  for (let i = 0; i < n; i++) {
    const dx = (x[i] as number) - meanX;
    const dy = (y[i] as number) - meanY;
    sum += dx * dy;
    driftX += dx;
    driftY += dy;
  }
  return (sum - (driftX * driftY) / n) / (n - 1);
}

function setCell(matrix: number[][], row: number, column: number, value: number): void {
  const cells = matrix[row];
  if (cells) cells[column] = value;
}
