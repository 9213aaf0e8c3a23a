import type { Matrix } from "../table/matrix.ts";

/** The mean of each column. */
export function columnMeans({ data, rows, columns: p }: Matrix): Float64Array {
  const mean = new Float64Array(p);
  for (let i = 0, at = 0; i < rows; i++)
    for (let j = 0; j < p; j++, at++) mean[j] += data[at] / rows;
  return mean;
}
