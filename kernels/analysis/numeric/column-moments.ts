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
  const zero = new Float64Array(p);
  const first = shiftedSums(data, p, n, zero, weights, rows, false);
  const mean = first.sums.map((sum, j) => sum / first.weight[j]);
  const { sums: rest, squares, weight } = shiftedSums(data, p, n, mean, weights, rows, true);
  const variance = squares.map((square, j) => {
    const corrected = square - (rest[j] * rest[j]) / weight[j];
    return Math.max(0, corrected) / weight[j];
  });
  for (let j = 0; j < p; j++) mean[j] += rest[j] / weight[j];
  return { mean, variance, weight };
}

/** Sums of w, w (x - shift) and, when asked, w (x - shift)² of each column, NaN left out, in blocks of rows. */
function shiftedSums(
  data: Float64Array,
  p: number,
  n: number,
  shift: Float64Array,
  weights: Float64Array | undefined,
  rows: Int32Array | undefined,
  withSquares: boolean,
) {
  const sums = new Float64Array(p);
  const squares = new Float64Array(p);
  const weight = new Float64Array(p);
  const a = new Float64Array(p);
  const b = new Float64Array(p);
  const c = new Float64Array(p);
  for (let start = 0; start < n; start += BLOCK_ROWS) {
    a.fill(0);
    b.fill(0);
    c.fill(0);
    const end = Math.min(n, start + BLOCK_ROWS);
    for (let i = start; i < end; i++) {
      const row = rows === undefined ? i : rows[i];
      const w = weights === undefined ? 1 : weights[row];
      const at = row * p;
      if (withSquares) addBoth(data, at, p, shift, w, a, b, c);
      else addOne(data, at, p, shift, w, a, c);
    }
    for (let j = 0; j < p; j++) {
      sums[j] += a[j];
      squares[j] += b[j];
      weight[j] += c[j];
    }
  }
  return { sums, squares, weight };
}

function addOne(
  data: Float64Array,
  at: number,
  p: number,
  shift: Float64Array,
  w: number,
  sums: Float64Array,
  weight: Float64Array,
): void {
  for (let j = 0; j < p; j++) {
    const d = data[at + j] - shift[j];
    if (Number.isNaN(d)) continue;
    sums[j] += w * d;
    weight[j] += w;
  }
}

function addBoth(
  data: Float64Array,
  at: number,
  p: number,
  shift: Float64Array,
  w: number,
  sums: Float64Array,
  squares: Float64Array,
  weight: Float64Array,
): void {
  for (let j = 0; j < p; j++) {
    const d = data[at + j] - shift[j];
    if (Number.isNaN(d)) continue;
    const scaled = w * d;
    sums[j] += scaled;
    squares[j] += scaled * d;
    weight[j] += w;
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
