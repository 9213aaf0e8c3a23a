import { ColumnOrder } from "../numeric/order.ts";

/** Number of parts. */
const PARTS = 5;

/**
 * Ranks values from 1, equal ones in their own order, and cuts the ranks into fifths at 1 + (n - 1) q / 5 (quantiles of type 7): the score
 * is the number of cuts below the rank, plus 1.
 *
 * @returns 1 (smallest values) … 5, one per value
 */
export function fifths(values: ArrayLike<number>): Int32Array {
  const n = values.length;
  const order = new ColumnOrder(n).sort(Float64Array.from(values));
  const scores = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    let score = 1;
    // (i + 1) > 1 + (n - 1) q / 5, in whole numbers.
    for (let q = 1; q < PARTS; q++) if (PARTS * i > (n - 1) * q) score++;
    scores[order[i]] = score;
  }
  return scores;
}
