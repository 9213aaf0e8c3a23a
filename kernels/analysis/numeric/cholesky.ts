/**
 * Factors a symmetric positive definite matrix in place: A = L L', L in the lower triangle, row-major.
 *
 * @returns false when the matrix is not positive definite (a pivot is not above `floor` times its diagonal)
 */
export function cholesky(a: Float64Array, n: number, floor = 0): boolean {
  for (let j = 0; j < n; j++) {
    const row = j * n;
    const own = a[row + j];
    let pivot = own;
    for (let k = 0; k < j; k++) pivot -= a[row + k] * a[row + k];
    if (!(pivot > floor * own) || !(pivot > 0) || !Number.isFinite(pivot)) return false;
    const root = Math.sqrt(pivot);
    a[row + j] = root;
    for (let i = j + 1; i < n; i++) {
      const other = i * n;
      let sum = a[other + j];
      for (let k = 0; k < j; k++) sum -= a[other + k] * a[row + k];
      a[other + j] = sum / root;
    }
  }
  return true;
}

/** Solves A x = b with the factor of `cholesky`; b becomes x. */
export function choleskySolve(l: Float64Array, n: number, b: Float64Array): void {
  for (let i = 0; i < n; i++) {
    let sum = b[i];
    for (let k = 0; k < i; k++) sum -= l[i * n + k] * b[k];
    b[i] = sum / l[i * n + i];
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = b[i];
    for (let k = i + 1; k < n; k++) sum -= l[k * n + i] * b[k];
    b[i] = sum / l[i * n + i];
  }
}

/** The inverse of A from the factor of `cholesky`, row-major. */
export function choleskyInverse(l: Float64Array, n: number): Float64Array {
  const out = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    const column = out.subarray(j * n, j * n + n);
    column[j] = 1;
    choleskySolve(l, n, column);
  }
  return out;
}
