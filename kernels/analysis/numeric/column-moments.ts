import type { Matrix } from "../base/matrix.ts";
import { WasmSums } from "./wasm-sums.ts";

const BLOCK_ROWS = 8192;

/** Mean and population variance of each column. */
export interface ColumnMoments {
  readonly mean: Float64Array;
  /** Sum of w (x - mean)² over the sum of weights (ddof 0). */
  readonly variance: Float64Array;
  /** Sum of the weights of the present values. */
  readonly weight: Float64Array;
}

/** Rows that fall into groups. */
export interface Groups {
  /** The group of each row. */
  readonly codes: Int32Array;
  readonly count: number;
}

/**
 * Computes mean and variance of each column in two passes, in fixed blocks of rows (Chan, Golub and LeVeque 1983, equation 1.7, corrects
 * the variance for what rounding left in the mean). NaN is skipped.
 *
 * @param weights one per row, or undefined for 1
 * @param groups moments of each group, groups x columns; default all rows together
 */
export function columnMoments(
  matrix: Matrix,
  weights?: Float64Array,
  groups?: Groups,
): ColumnMoments {
  const summer = openSums(matrix, weights, groups);
  const first = summer.sums(new Float64Array(summer.width), false);
  const mean = first.sums.map((sum, j) => sum / first.weight[j]);
  const { sums: rest, squares, weight } = summer.sums(mean, true);
  const variance = squares.map((square, j) => {
    const corrected = square - (rest[j] * rest[j]) / weight[j];
    return Math.max(0, corrected) / weight[j];
  });
  for (let j = 0; j < mean.length; j++) mean[j] += rest[j] / weight[j];
  return { mean, variance, weight };
}

/** The mean of each column in one pass; off by what rounding leaves. */
export function columnMeans(matrix: Matrix, weights?: Float64Array): Float64Array {
  const summer = openSums(matrix, weights, undefined);
  const { sums, weight } = summer.sums(new Float64Array(summer.width), false);
  return sums.map((sum, j) => sum / weight[j]);
}

/** The weighted sum of squares of each column, and the sum of weights. */
export function columnSquares(
  matrix: Matrix,
  weights?: Float64Array,
): { readonly squares: Float64Array; readonly weight: number } {
  const summer = openSums(matrix, weights, undefined);
  const { squares, weight } = summer.sums(new Float64Array(summer.width), true);
  return { squares, weight: weight[0] };
}

/** Sums of w, w (x - shift) and, when asked, w (x - shift)² of each column (of each group), NaN left out, in blocks of rows. */
export interface Sums {
  readonly sums: Float64Array;
  readonly squares: Float64Array;
  readonly weight: Float64Array;
}

/** Adds up sums by blocks of rows; every implementation gives the same bits. */
interface Summer {
  /** Columns, times groups. */
  readonly width: number;
  sums(shift: Float64Array, withSquares: boolean): Sums;
}

/** In WebAssembly where there is such and all values are there and count the same, else in TypeScript. */
function openSums(
  matrix: Matrix,
  weights: Float64Array | undefined,
  groups: Groups | undefined,
): Summer {
  const width = matrix.columns * (groups?.count ?? 1);
  const slow = (shift: Float64Array, withSquares: boolean) =>
    scriptSums(matrix, shift, weights, groups, withSquares);
  const fast = weights === undefined ? WasmSums.open(matrix, groups, BLOCK_ROWS) : undefined;
  if (fast === undefined) return { width, sums: slow };
  let hasGaps = false;
  return {
    width,
    sums(shift, withSquares) {
      const found = hasGaps ? undefined : fast.sums(shift, withSquares);
      // A missing value makes a sum NaN.
      hasGaps = found?.sums.some(Number.isNaN) ?? true;
      return hasGaps ? slow(shift, withSquares) : found!;
    },
  };
}

/** The sums in TypeScript. */
export function scriptSums(
  { data, rows: n, columns: p }: Matrix,
  shift: Float64Array,
  weights: Float64Array | undefined,
  groups: Groups | undefined,
  withSquares: boolean,
): Sums {
  const width = shift.length;
  const out = {
    sums: new Float64Array(width),
    squares: new Float64Array(width),
    weight: new Float64Array(width),
  };
  const a = new Float64Array(width);
  const b = new Float64Array(width);
  const c = new Float64Array(width);
  for (let start = 0; start < n; start += BLOCK_ROWS) {
    a.fill(0);
    b.fill(0);
    c.fill(0);
    const end = Math.min(n, start + BLOCK_ROWS);
    for (let row = start; row < end; row++) {
      const w = weights === undefined ? 1 : weights[row];
      const to = groups === undefined ? 0 : groups.codes[row] * p;
      if (withSquares) addBoth(data, row * p, p, to, shift, w, a, b, c);
      else addOne(data, row * p, p, to, shift, w, a, c);
    }
    for (let j = 0; j < width; j++) {
      out.sums[j] += a[j];
      out.squares[j] += b[j];
      out.weight[j] += c[j];
    }
  }
  return out;
}

function addOne(
  data: Float64Array,
  at: number,
  p: number,
  to: number,
  shift: Float64Array,
  w: number,
  sums: Float64Array,
  weight: Float64Array,
): void {
  for (let j = 0; j < p; j++) {
    const d = data[at + j] - shift[to + j];
    if (Number.isNaN(d)) continue;
    sums[to + j] += w * d;
    weight[to + j] += w;
  }
}

function addBoth(
  data: Float64Array,
  at: number,
  p: number,
  to: number,
  shift: Float64Array,
  w: number,
  sums: Float64Array,
  squares: Float64Array,
  weight: Float64Array,
): void {
  for (let j = 0; j < p; j++) {
    const d = data[at + j] - shift[to + j];
    if (Number.isNaN(d)) continue;
    const scaled = w * d;
    sums[to + j] += scaled;
    squares[to + j] += scaled * d;
    weight[to + j] += w;
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
