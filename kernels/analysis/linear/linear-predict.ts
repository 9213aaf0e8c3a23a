import type { Matrix } from "../base/matrix.ts";

/** Σ x·coef + intercept for each row. */
export function linearPredict(
  { data, rows, columns: p }: Matrix,
  coef: Float64Array,
  intercept: number,
): Float64Array {
  const out = new Float64Array(rows);
  for (let i = 0, at = 0; i < rows; i++) {
    let sum = intercept;
    for (let j = 0; j < p; j++, at++) sum += data[at] * coef[j];
    out[i] = sum;
  }
  return out;
}
