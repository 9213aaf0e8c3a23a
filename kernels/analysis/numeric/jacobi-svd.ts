/** A = U diag(s) V', without U: singular values falling, and V by columns. */
export interface SingularValues {
  readonly values: Float64Array;
  /** Right singular vectors: component i of vector j = vectors[j * n + i]. */
  readonly vectors: Float64Array;
  /** A V by columns, that is U diag(s). */
  readonly scaled: Float64Array;
}

/**
 * The singular value decomposition by one-sided Jacobi rotations, which finds small singular values to high relative accuracy.
 *
 * Source: Hestenes (1958); Demmel and Veselić (1992).
 *
 * @param a matrix by columns, value (i, j) = a[j * rows + i]; destroyed
 */
export function jacobiSvd(a: Float64Array, rows: number, n: number): SingularValues {
  const v = new Float64Array(n * n);
  for (let j = 0; j < n; j++) v[j * n + j] = 1;
  for (let sweep = 0; sweep < 60; sweep++) {
    let rotated = false;
    for (let p = 0; p < n - 1; p++)
      for (let q = p + 1; q < n; q++) if (orthogonalise(a, rows, v, n, p, q)) rotated = true;
    if (!rotated) break;
  }
  const lengths = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    let square = 0;
    for (let i = 0; i < rows; i++) square += a[j * rows + i] ** 2;
    lengths[j] = Math.sqrt(square);
  }
  const order = Int32Array.from(lengths.keys()).sort((x, y) => lengths[y] - lengths[x] || x - y);
  const vectors = new Float64Array(n * n);
  const scaled = new Float64Array(n * rows);
  order.forEach((from, to) => {
    vectors.set(v.subarray(from * n, from * n + n), to * n);
    scaled.set(a.subarray(from * rows, from * rows + rows), to * rows);
  });
  return { values: Float64Array.from(order, (j) => lengths[j]), vectors, scaled };
}

/** Rotates columns p and q of a (and of v) so that they become orthogonal; false when they are already. */
function orthogonalise(
  a: Float64Array,
  rows: number,
  v: Float64Array,
  n: number,
  p: number,
  q: number,
): boolean {
  const P = p * rows;
  const Q = q * rows;
  let pp = 0;
  let qq = 0;
  let pq = 0;
  for (let i = 0; i < rows; i++) {
    const x = a[P + i];
    const y = a[Q + i];
    pp += x * x;
    qq += y * y;
    pq += x * y;
  }
  if (Math.abs(pq) <= 4 * Number.EPSILON * Math.sqrt(pp) * Math.sqrt(qq) || pq === 0) return false;
  const zeta = (qq - pp) / (2 * pq);
  const t = Math.sign(zeta || 1) / (Math.abs(zeta) + Math.hypot(1, zeta));
  const c = 1 / Math.sqrt(1 + t * t);
  const s = c * t;
  rotate(a, P, Q, rows, c, s);
  rotate(v, p * n, q * n, n, c, s);
  return true;
}

function rotate(m: Float64Array, P: number, Q: number, n: number, c: number, s: number): void {
  for (let i = 0; i < n; i++) {
    const x = m[P + i];
    const y = m[Q + i];
    m[P + i] = c * x - s * y;
    m[Q + i] = s * x + c * y;
  }
}
