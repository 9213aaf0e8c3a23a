import { jacobiSvd } from "../numeric/jacobi-svd.ts";

/**
 * Solves a least-squares problem from the triangle R of (X, y): back substitution when the columns are independent, else the solution of
 * smallest length by the singular value decomposition of R.
 *
 * @param r by columns, `width` = columns of X + 1
 * @param rows number of rows of X, which with the machine precision decides what counts as 0
 */
export function solveTriangle(
  r: Float64Array,
  width: number,
  rows: number,
): { coef: Float64Array; rank: number } {
  const p = width - 1;
  const last = p * width;
  if (isIndependent(r, width, p)) {
    const coef = new Float64Array(p);
    for (let i = p - 1; i >= 0; i--) {
      let sum = r[last + i];
      for (let j = i + 1; j < p; j++) sum -= r[j * width + i] * coef[j];
      coef[i] = sum / r[i * width + i];
    }
    return { coef, rank: p };
  }
  const { values, vectors, scaled } = jacobiSvd(triangleOf(r, width, p), p, p);
  const tolerance = values[0] * Math.max(rows, p) * Number.EPSILON;
  const coef = new Float64Array(p);
  let rank = 0;
  for (let k = 0; k < p; k++) {
    if (!(values[k] > tolerance)) break;
    rank++;
    let dot = 0;
    for (let i = 0; i < p; i++) dot += scaled[k * p + i] * r[last + i];
    const factor = dot / (values[k] * values[k]);
    for (let i = 0; i < p; i++) coef[i] += factor * vectors[k * p + i];
  }
  return { coef, rank };
}

/** The leading p columns of R as a square matrix by columns. */
export function triangleOf(r: Float64Array, width: number, p: number): Float64Array {
  const out = new Float64Array(p * p);
  for (let j = 0; j < p; j++) out.set(r.subarray(j * width, j * width + p), j * p);
  return out;
}

/** Whether every pivot is clearly more than what rounding leaves of a dependent column. */
function isIndependent(r: Float64Array, width: number, p: number): boolean {
  for (let j = 0; j < p; j++) {
    let square = 0;
    for (let i = 0; i <= j; i++) square += r[j * width + i] ** 2;
    const pivot = Math.abs(r[j * width + j]);
    if (!(pivot > 64 * (p + 1) * Number.EPSILON * Math.sqrt(square))) return false;
  }
  return true;
}
