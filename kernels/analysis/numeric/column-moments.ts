import type { Matrix } from "../table/matrix.ts";

const BLOCK_ROWS = 8192;

/** Mean and population variance of each column. */
export interface ColumnMoments {
  readonly mean: Float64Array;
  /** Sum of w (x - mean)² over the sum of weights (ddof 0). */
  readonly variance: Float64Array;
  /** Sum of the weights of the present values. */
  readonly weight: Float64Array;
}

/**
 * Computes mean and variance of each column in two passes, in fixed blocks of rows (Chan, Golub and LeVeque 1983, equation 1.7, corrects
 * the variance for what rounding left in the mean). NaN is skipped.
 *
 * @param weights one per row, or undefined for 1
 * @param rows only these rows, or undefined for all
 */
export function columnMoments(
  { data, rows: total, columns: p }: Matrix,
  weights?: Float64Array,
  rows?: Int32Array,
): ColumnMoments {
  const n = rows === undefined ? total : rows.length;
  const mean = new Float64Array(p);
  const weight = new Float64Array(p);
  inBlocks(n, p, mean, weight, (i, sums, counts) => {
    const row = rows === undefined ? i : rows[i];
    const w = weights === undefined ? 1 : weights[row];
    for (let j = 0, at = row * p; j < p; j++, at++) {
      const x = data[at];
      if (Number.isNaN(x)) continue;
      sums[j] += w * x;
      counts[j] += w;
    }
  });
  for (let j = 0; j < p; j++) mean[j] /= weight[j];
  const squares = new Float64Array(p);
  const rest = new Float64Array(p);
  inBlocks(n, p, squares, rest, (i, sums, rests) => {
    const row = rows === undefined ? i : rows[i];
    const w = weights === undefined ? 1 : weights[row];
    for (let j = 0, at = row * p; j < p; j++, at++) {
      const d = data[at] - mean[j];
      if (Number.isNaN(d)) continue;
      sums[j] += w * d * d;
      rests[j] += w * d;
    }
  });
  const variance = squares.map((square, j) => {
    const corrected = square - (rest[j] * rest[j]) / weight[j];
    return Math.max(0, corrected) / weight[j];
  });
  for (let j = 0; j < p; j++) mean[j] += rest[j] / weight[j];
  return { mean, variance, weight };
}

function inBlocks(
  rows: number,
  columns: number,
  first: Float64Array,
  second: Float64Array,
  add: (row: number, a: Float64Array, b: Float64Array) => void,
): void {
  const a = new Float64Array(columns);
  const b = new Float64Array(columns);
  for (let start = 0; start < rows; start += BLOCK_ROWS) {
    a.fill(0);
    b.fill(0);
    const end = Math.min(rows, start + BLOCK_ROWS);
    for (let i = start; i < end; i++) add(i, a, b);
    for (let j = 0; j < columns; j++) {
      first[j] += a[j];
      second[j] += b[j];
    }
  }
}

/** The values of one column, NaN left out. */
export function presentOf({ data, rows, columns }: Matrix, column: number): Float64Array {
  const out = new Float64Array(rows);
  let n = 0;
  for (let i = 0; i < rows; i++) {
    const x = data[i * columns + column];
    if (!Number.isNaN(x)) out[n++] = x;
  }
  return out.subarray(0, n);
}
