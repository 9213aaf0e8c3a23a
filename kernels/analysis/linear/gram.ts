import type { Matrix } from "../base/matrix.ts";
import { columnMeans } from "../numeric/column-moments.ts";
import { paddedWidth, scriptProducts } from "./products.ts";
import { WasmProducts } from "./wasm-products.ts";

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
 * Computes X'WX, X'Wy and y'Wy about the means, in blocks of rows that are added in order. What rounding leaves in the means is taken
 * out by the products with 1 (Chan, Golub and LeVeque 1983, equation 1.7).
 *
 * @param centre subtract the weighted means first
 */
export function gram(
  matrix: Matrix,
  y: Float64Array,
  weights: Float64Array | undefined,
  centre: boolean,
): Gram {
  const { rows: n, columns: p } = matrix;
  const shift = centre ? columnMeans(matrix, weights) : new Float64Array(p);
  const yShift = centre ? columnMeans({ data: y, rows: n, columns: 1 }, weights)[0] : 0;
  const rows = { matrix, y, weights, shift, yShift };
  const width = paddedWidth(p);
  const all = WasmProducts.open(rows)?.all() ?? scriptProducts(rows);
  const one = p + 1;
  const weight = all[one * width + one];
  const rest = (a: number) => (centre ? all[a * width + one] : 0);
  const about = (a: number, b: number) => all[a * width + b] - (rest(a) * rest(b)) / weight;
  const xx = new Float64Array(p * p);
  const xy = new Float64Array(p);
  for (let a = 0; a < p; a++) {
    for (let b = a; b < p; b++) {
      xx[a * p + b] = about(a, b);
      xx[b * p + a] = xx[a * p + b];
    }
    xy[a] = about(a, p);
  }
  return {
    xx,
    xy,
    yy: about(p, p),
    means: shift.map((mean, j) => mean + rest(j) / weight),
    yMean: yShift + rest(p) / weight,
  };
}
