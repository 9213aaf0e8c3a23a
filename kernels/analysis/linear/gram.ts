import { columnMoments } from "../numeric/column-moments.ts";
import type { Matrix } from "../table/matrix.ts";

const BLOCK_ROWS = 256;

/** X and y about their means (or about 0), as the products that ridge and coordinate descent need. */
export interface Gram {
  /** X'X, row-major p x p. */
  readonly xx: Float64Array;
  /** X'y. */
  readonly xy: Float64Array;
  /** y'y. */
  readonly yy: number;
  readonly means: Float64Array;
  readonly yMean: number;
}

/**
 * Computes X'WX, X'Wy and y'Wy about the means, in blocks of rows that are added in order.
 *
 * @param centre subtract the weighted means first
 */
export function gram(
  matrix: Matrix,
  y: Float64Array,
  weights: Float64Array | undefined,
  centre: boolean,
): Gram {
  const { data, rows: n, columns: p } = matrix;
  const means = centre ? columnMoments(matrix, weights).mean : new Float64Array(p);
  const yMean = centre ? columnMoments({ data: y, rows: n, columns: 1 }, weights).mean[0] : 0;
  const width = p + 1;
  const all = new Float64Array(width * width);
  const block = new Float64Array(width * BLOCK_ROWS);
  for (let start = 0; start < n; start += BLOCK_ROWS) {
    const rows = Math.min(BLOCK_ROWS, n - start);
    for (let i = 0; i < rows; i++) {
      const at = (start + i) * p;
      const w = weights === undefined ? 1 : Math.sqrt(weights[start + i]);
      for (let j = 0; j < p; j++) block[j * rows + i] = w * (data[at + j] - means[j]);
      block[p * rows + i] = w * (y[start + i] - yMean);
    }
    addProducts(all, block, width, rows);
  }
  const xx = new Float64Array(p * p);
  const xy = new Float64Array(p);
  for (let a = 0; a < p; a++) {
    for (let b = a; b < p; b++) {
      xx[a * p + b] = all[a * width + b];
      xx[b * p + a] = all[a * width + b];
    }
    xy[a] = all[a * width + p];
  }
  return { xx, xy, yy: all[p * width + p], means, yMean };
}

/** Adds the upper triangle of B'B for a block B by columns; four columns at once share the loads of the first. */
function addProducts(all: Float64Array, block: Float64Array, width: number, rows: number): void {
  for (let a = 0; a < width; a++) {
    const A = a * rows;
    let b = a;
    for (; b + 3 < width; b += 4) {
      const B = b * rows;
      const C = B + rows;
      const D = C + rows;
      const E = D + rows;
      let s0 = 0;
      let s1 = 0;
      let s2 = 0;
      let s3 = 0;
      for (let i = 0; i < rows; i++) {
        const x = block[A + i];
        s0 += x * block[B + i];
        s1 += x * block[C + i];
        s2 += x * block[D + i];
        s3 += x * block[E + i];
      }
      const at = a * width + b;
      all[at] += s0;
      all[at + 1] += s1;
      all[at + 2] += s2;
      all[at + 3] += s3;
    }
    for (; b < width; b++) {
      const B = b * rows;
      let sum = 0;
      for (let i = 0; i < rows; i++) sum += block[A + i] * block[B + i];
      all[a * width + b] += sum;
    }
  }
}
