import type { Matrix } from "../base/matrix.ts";
import { type Kernel, squaredLengths } from "./kernel.ts";
import { openKernelRows } from "./open-kernel-rows.ts";

/** Σ coefficient · K(support vector, x) - ρ for each row x; several sets of coefficients over the same vectors at once. */
export function decisionValues(
  kernel: Kernel,
  vectors: Matrix,
  coefficients: readonly Float64Array[],
  rho: ArrayLike<number>,
  { data, rows, columns: p }: Matrix,
): Float64Array {
  const computed = openKernelRows(kernel, vectors, squaredLengths(vectors));
  const own = squaredLengths({ data, rows, columns: p });
  const k = new Float64Array(vectors.rows);
  const sets = coefficients.length;
  const out = new Float64Array(rows * sets);
  for (let i = 0; i < rows; i++) {
    computed.fill(data, i * p, own[i], k);
    for (let s = 0; s < sets; s++) {
      const coefficient = coefficients[s];
      let sum = 0;
      for (let v = 0; v < k.length; v++) sum += coefficient[v] * k[v];
      out[i * sets + s] = sum - rho[s];
    }
  }
  return out;
}

/** Chosen rows of a matrix. */
export function rowsAt({ data, columns: p }: Matrix, rows: ArrayLike<number>): Matrix {
  const out = new Float64Array(rows.length * p);
  for (let i = 0; i < rows.length; i++) out.set(data.subarray(rows[i] * p, rows[i] * p + p), i * p);
  return { data: out, rows: rows.length, columns: p };
}
