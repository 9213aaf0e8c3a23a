import type { Matrix } from "../base/matrix.ts";
import { BLOCK_ROWS, type CentreSearch } from "./centre-search.ts";

/** Σ w d in blocks of rows that are added in order. */
export function inertiaOf(distances: Float64Array, weights: Float64Array | undefined): number {
  let inertia = 0;
  for (let start = 0; start < distances.length; start += BLOCK_ROWS) {
    const end = Math.min(distances.length, start + BLOCK_ROWS);
    let sum = 0;
    for (let i = start; i < end; i++)
      sum += weights === undefined ? distances[i] : distances[i] * weights[i];
    inertia += sum;
  }
  return inertia;
}

/**
 * The means of the clusters. A cluster without rows takes the row that is farthest from its
 * centre.
 *
 * @param old the centres that the labels come from
 */
export function means(
  { data, columns: p }: Matrix,
  weights: Float64Array | undefined,
  labels: Int32Array,
  old: Float64Array,
  search: CentreSearch,
): Float64Array {
  const k = old.length / p;
  const { sums: centres, sizes } = search.sums(labels, k);
  const empty = [...sizes.keys()].filter((c) => sizes[c] === 0);
  if (empty.length > 0) {
    const distances = search.distances(old, labels);
    const far = [...distances.keys()].sort((a, b) => distances[b] - distances[a] || a - b);
    empty.forEach((c, n) => {
      const row = far[n];
      const w = weights === undefined ? 1 : weights[row];
      for (let j = 0; j < p; j++) {
        centres[labels[row] * p + j] -= w * data[row * p + j];
        centres[c * p + j] = w * data[row * p + j];
      }
      sizes[labels[row]] -= w;
      sizes[c] = w;
    });
  }
  for (let c = 0; c < k; c++)
    for (let j = 0; j < p; j++) centres[c * p + j] /= sizes[c] === 0 ? 1 : sizes[c];
  return centres;
}
