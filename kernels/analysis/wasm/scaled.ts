import type { Matrix } from "../base/matrix.ts";

/** How values are centred and scaled before they are compared in single precision. */
export interface Scaling {
  readonly mean: Float64Array;
  /** A power of two: no centred value is above 1 in size when multiplied with it. */
  readonly scale: number;
}

/** Past these sizes scaled squares leave the range of single precision. */
const SMALLEST = 1e-100;
const LARGEST = 1e100;

/** The scaling of the rows; undefined when there is none that single precision can follow. */
export function scalingOf(rows: Matrix): Scaling | undefined {
  const { data, rows: n, columns: p } = rows;
  const mean = columnMeans(rows);
  let largest = 0;
  for (let i = 0, at = 0; i < n; i++)
    for (let j = 0; j < p; j++, at++) {
      const size = Math.abs(data[at] - mean[j]);
      if (size > largest) largest = size;
    }
  if (largest > LARGEST || (largest > 0 && largest < SMALLEST)) return undefined;
  return { mean, scale: largest === 0 ? 1 : 2 ** -Math.ceil(Math.log2(largest)) };
}

/** The mean of each column; the sum cannot leave the range of doubles. */
export function columnMeans({ data, rows, columns: p }: Matrix): Float64Array {
  const mean = new Float64Array(p);
  const share = 1 / rows;
  for (let i = 0, at = 0; i < rows; i++)
    for (let j = 0; j < p; j++, at++) mean[j] += data[at] * share;
  return mean;
}

/** Share of a square by which scalar products of p columns may be off in single precision: four times the bound. */
export function slackOf(p: number): number {
  return (p + 16) * 2 ** -22;
}

/** Rows in a block. */
export const ROWS = 8;

/**
 * Copies rows, centred and scaled, into blocks of 8 rows, column by column.
 *
 * @param packed receives them: column j of row i at (⌊i / 8⌋ p + j) 8 + i mod 8
 * @param onSquare is told the square of each row
 */
export function packRows(
  { data, rows, columns: p }: Matrix,
  { mean, scale }: Scaling,
  packed: Float32Array,
  onSquare: (row: number, square: number) => void,
): void {
  for (let i = 0; i < rows; i++) {
    let to = (i - (i % ROWS)) * p + (i % ROWS);
    let square = 0;
    for (let j = 0, at = i * p; j < p; j++, at++, to += ROWS) {
      const x = (data[at] - mean[j]) * scale;
      packed[to] = x;
      square += x * x;
    }
    onSquare(i, square);
  }
}
