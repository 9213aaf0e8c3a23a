import type { Matrix } from "../table/matrix.ts";

const BLOCK_ROWS = 8192;

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
 * The means of the clusters, in blocks of rows that are added in order. A cluster without rows takes the row that is farthest from its
 * centre.
 *
 * @param distancesOf gives squared distances to the old centres
 */
export function means(
  { data, rows, columns: p }: Matrix,
  weights: Float64Array | undefined,
  labels: Int32Array,
  distancesOf: () => Float64Array,
  k: number,
): Float64Array {
  const centres = new Float64Array(k * p);
  const sizes = new Float64Array(k);
  const part = new Float64Array(k * p);
  for (let start = 0; start < rows; start += BLOCK_ROWS) {
    part.fill(0);
    const end = Math.min(rows, start + BLOCK_ROWS);
    for (let i = start; i < end; i++) {
      const to = labels[i] * p;
      const w = weights === undefined ? 1 : weights[i];
      sizes[labels[i]] += w;
      for (let j = 0, x = i * p; j < p; j++, x++) part[to + j] += w * data[x];
    }
    for (let at = 0; at < part.length; at++) centres[at] += part[at];
  }
  const empty = [...sizes.keys()].filter((c) => sizes[c] === 0);
  if (empty.length > 0) {
    const distances = distancesOf();
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
