import type { Matrix } from "../base/matrix.ts";

/** Rows whose products are added up before they are added to the others. */
export const BLOCK_ROWS = 128;

/** Rows whose columns are multiplied with each other: X, then y, then 1, all less something, times √weight. */
export interface ProductRows {
  readonly matrix: Matrix;
  readonly y: Float64Array;
  readonly weights: Float64Array | undefined;
  readonly shift: Float64Array;
  readonly yShift: number;
}

/** Columns of X, y and 1, and as many of 0 as make a multiple of 4. */
export function paddedWidth(columns: number): number {
  return 4 * Math.ceil((columns + 2) / 4);
}

/** The products in TypeScript: what lies above the diagonal. */
export function scriptProducts({ matrix, y, weights, shift, yShift }: ProductRows): Float64Array {
  const { data, rows: n, columns: p } = matrix;
  const width = paddedWidth(p);
  const all = new Float64Array(width * width);
  const block = new Float64Array(width * BLOCK_ROWS);
  for (let start = 0; start < n; start += BLOCK_ROWS) {
    const many = Math.min(BLOCK_ROWS, n - start);
    // An odd row has one of zeros beside it.
    const rows = many + (many % 2);
    if (rows > many) block.fill(0);
    for (let i = 0; i < many; i++) {
      const at = (start + i) * p;
      const w = weights === undefined ? 1 : Math.sqrt(weights[start + i]);
      for (let j = 0; j < p; j++) block[j * rows + i] = w * (data[at + j] - shift[j]);
      block[p * rows + i] = w * (y[start + i] - yShift);
      block[(p + 1) * rows + i] = w;
    }
    addProducts(all, block, width, p + 2, rows);
  }
  return all;
}

/** Adds the upper triangle of B'B for a block B by columns: even rows and odd ones apart, four columns at once. */
function addProducts(
  all: Float64Array,
  block: Float64Array,
  width: number,
  used: number,
  rows: number,
): void {
  for (let a = 0; a < used; a++) {
    const A = a * rows;
    let b = a;
    for (; b + 1 < used; b += 2) {
      const B = b * rows;
      const C = B + rows;
      let even0 = 0;
      let even1 = 0;
      let odd0 = 0;
      let odd1 = 0;
      for (let i = 0; i < rows; i += 2) {
        const x = block[A + i];
        const z = block[A + i + 1];
        even0 += x * block[B + i];
        odd0 += z * block[B + i + 1];
        even1 += x * block[C + i];
        odd1 += z * block[C + i + 1];
      }
      const at = a * width + b;
      all[at] += even0 + odd0;
      all[at + 1] += even1 + odd1;
    }
    if (b < used) {
      const B = b * rows;
      let even = 0;
      let odd = 0;
      for (let i = 0; i < rows; i += 2) {
        even += block[A + i] * block[B + i];
        odd += block[A + i + 1] * block[B + i + 1];
      }
      all[a * width + b] += even + odd;
    }
  }
}
