/**
 * Solves (A + ridge · I) x = b for a symmetric A with no negative eigenvalues (row-major, overwritten) by Cholesky's
 * decomposition; b is overwritten with x and returned.
 */
export function solveRidge(matrix: Float64Array, b: Float64Array, ridge: number): Float64Array {
  const n = b.length;
  for (let c = 0; c < n; c++) {
    const pivot = c * n;
    matrix[pivot + c]! += ridge;
    for (let r = c; r < n; r++) {
      const row = r * n;
      let sum = matrix[row + c]!;
      for (let k = 0; k < c; k++) sum -= matrix[row + k]! * matrix[pivot + k]!;
      // Sums stored in 32 bits may leave a singular matrix a hair below zero.
      matrix[row + c] = r === c ? Math.sqrt(Math.max(sum, 1e-9)) : sum / matrix[pivot + c]!;
    }
  }
  for (let r = 0; r < n; r++) {
    let sum = b[r]!;
    for (let k = 0; k < r; k++) sum -= matrix[r * n + k]! * b[k]!;
    b[r] = sum / matrix[r * n + r]!;
  }
  for (let r = n - 1; r >= 0; r--) {
    let sum = b[r]!;
    for (let k = r + 1; k < n; k++) sum -= matrix[k * n + r]! * b[k]!;
    b[r] = sum / matrix[r * n + r]!;
  }
  return b;
}
