import { requireNumbers } from "../base/arguments.ts";
/**
 * Ranks the present values from 1; equal values share the mean of their ranks (R's and scipy's "average"). NaN stays NaN.
 */
export function rank(values: ArrayLike<number>): Float64Array {
  requireNumbers(values, "rank");
  const out = new Float64Array(values.length).fill(Number.NaN);
  const rows: number[] = [];
  for (let i = 0; i < values.length; i++) if (!Number.isNaN(values[i])) rows.push(i);
  rows.sort((a, b) => values[a] - values[b]);
  for (let start = 0; start < rows.length; ) {
    let end = start + 1;
    while (end < rows.length && values[rows[end]] === values[rows[start]]) end++;
    for (let k = start; k < end; k++) out[rows[k]] = (start + 1 + end) / 2;
    start = end;
  }
  return out;
}
