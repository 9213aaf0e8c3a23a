import { ndtr } from "../special/normal.ts";

/**
 * Kendall's tau-b with its asymptotic two-sided p-value, in O(n log n).
 *
 * Source: Knight (1966), "A computer method for calculating Kendall's tau with ungrouped data"; variance with ties as Kendall (1970),
 * chapter 4.
 */
export function kendall(x: Float64Array, y: Float64Array): { coefficient: number; pValue: number } {
  const n = x.length;
  const rows = Array.from({ length: n }, (_, i) => i).sort((a, b) => x[a] - x[b] || y[a] - y[b]);
  const sortedY = Float64Array.from(rows, (row) => y[row]);
  const both = runs(n, (i, j) => x[rows[i]] === x[rows[j]] && sortedY[i] === sortedY[j]);
  const tiesX = runs(n, (i, j) => x[rows[i]] === x[rows[j]]);
  const swaps = countSwaps(sortedY);
  const tiesY = runs(n, (i, j) => sortedY[i] === sortedY[j]);
  const pairs = (n * (n - 1)) / 2;
  const tied = (list: readonly number[]) => list.reduce((total, t) => total + (t * (t - 1)) / 2, 0);
  const [tx, ty] = [tied(tiesX), tied(tiesY)];
  const score = pairs - tx - ty + tied(both) - 2 * swaps;
  const scale = Math.sqrt(pairs - tx) * Math.sqrt(pairs - ty);
  if (n < 2 || scale === 0) return { coefficient: Number.NaN, pValue: Number.NaN };
  const z = score / Math.sqrt(scoreVariance(n, tiesX, tiesY));
  return {
    coefficient: Math.max(-1, Math.min(1, score / scale)),
    pValue: Math.min(1, 2 * ndtr(-Math.abs(z))),
  };
}

function scoreVariance(n: number, tiesX: readonly number[], tiesY: readonly number[]): number {
  const total = (list: readonly number[], f: (t: number) => number) =>
    list.reduce((s, t) => s + f(t), 0);
  const v = (t: number) => t * (t - 1) * (2 * t + 5);
  const two = (t: number) => t * (t - 1);
  const three = (t: number) => t * (t - 1) * (t - 2);
  const main = (v(n) - total(tiesX, v) - total(tiesY, v)) / 18;
  const pairTerm = (total(tiesX, two) * total(tiesY, two)) / (2 * n * (n - 1));
  const tripleTerm =
    n > 2 ? (total(tiesX, three) * total(tiesY, three)) / (9 * n * (n - 1) * (n - 2)) : 0;
  return main + pairTerm + tripleTerm;
}

/** Lengths of the runs of equal neighbours. */
function runs(n: number, same: (i: number, j: number) => boolean): number[] {
  const lengths: number[] = [];
  for (let start = 0; start < n; ) {
    let end = start + 1;
    while (end < n && same(start, end)) end++;
    lengths.push(end - start);
    start = end;
  }
  return lengths;
}

/** Sorts in place by merging and counts how many pairs change places. */
function countSwaps(values: Float64Array): number {
  let from = values;
  let to = new Float64Array(values.length);
  let swaps = 0;
  for (let width = 1; width < values.length; width *= 2) {
    for (let start = 0; start < values.length; start += 2 * width) {
      const middle = Math.min(values.length, start + width);
      const end = Math.min(values.length, start + 2 * width);
      let left = start;
      let right = middle;
      for (let k = start; k < end; k++) {
        if (left < middle && (right >= end || from[left] <= from[right])) to[k] = from[left++];
        else {
          swaps += middle - left;
          to[k] = from[right++];
        }
      }
    }
    [from, to] = [to, from as Float64Array<ArrayBuffer>];
  }
  if (from !== values) values.set(from);
  return swaps;
}
