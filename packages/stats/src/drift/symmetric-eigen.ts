import { StatsInputError } from "../degenerate.ts";

export interface SymmetricEigen {
  /** Eigenvalues, largest first. */
  readonly values: Float64Array;
  /** Eigenvectors row by row, in the order of the values, each of length 1. */
  readonly vectors: Float64Array;
}

/**
 * Eigenvalues and eigenvectors of a symmetric matrix, given row by row, by cyclic Jacobi rotations: exact to about
 * 1e-14 of the largest value; the work grows with the cube of the size (a few seconds at 400).
 *
 * @equation A v = λ v
 * @source Golub & Van Loan (2013), Matrix Computations, section 8.5
 * @throws StatsInputError when the matrix is not size × size
 */
export function symmetricEigen(matrix: ArrayLike<number>, size: number): SymmetricEigen {
  if (matrix.length !== size * size) throw new StatsInputError("matrix", `${matrix.length} values are not ${size}²`);
  const a = Float64Array.from(matrix);
  const v = new Float64Array(size * size);
  for (let i = 0; i < size; i++) v[i * size + i] = 1;
  const norm = Math.sqrt(a.reduce((sum, value) => sum + value * value, 0));
  for (let sweep = 0; sweep < 60; sweep++) {
    let off = 0;
    for (let p = 0; p < size; p++) for (let q = p + 1; q < size; q++) off += a[p * size + q]! ** 2;
    if (Math.sqrt(off) <= 1e-14 * norm) break;
    for (let p = 0; p < size; p++) for (let q = p + 1; q < size; q++) rotate(a, v, size, p, q);
  }
  const order = Array.from({ length: size }, (_, i) => i).sort((i, j) => a[j * size + j]! - a[i * size + i]!);
  const vectors = new Float64Array(size * size);
  for (const [to, from] of order.entries()) vectors.set(v.subarray(from * size, (from + 1) * size), to * size);
  return { values: Float64Array.from(order, (i) => a[i * size + i]!), vectors };
}

/** Zeroes a[p, q]; `v` holds the vectors by row, so that both updates run along memory. */
function rotate(a: Float64Array, v: Float64Array, size: number, p: number, q: number): void {
  const pq = a[p * size + q]!;
  if (pq === 0) return;
  const theta = (a[q * size + q]! - a[p * size + p]!) / (2 * pq);
  const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  for (let k = 0; k < size; k++) {
    const kp = a[k * size + p]!;
    const kq = a[k * size + q]!;
    a[k * size + p] = c * kp - s * kq;
    a[k * size + q] = s * kp + c * kq;
  }
  turnRows(a, size, p, q, c, s);
  turnRows(v, size, p, q, c, s);
}

function turnRows(m: Float64Array, size: number, p: number, q: number, c: number, s: number): void {
  for (let k = 0; k < size; k++) {
    const pk = m[p * size + k]!;
    const qk = m[q * size + k]!;
    m[p * size + k] = c * pk - s * qk;
    m[q * size + k] = s * pk + c * qk;
  }
}
