import type { Matrix } from "../table/matrix.ts";

const BLOCK_ROWS = 8192;

/** What one pass over the rows gives. */
export interface Assignment {
  /** Rows whose cluster changed. */
  readonly changed: number;
  /** Σ w ‖x - centre‖². */
  readonly inertia: number;
}

/**
 * Assigns each row to its nearest centre, the first of equals.
 *
 * @param centres clusters x columns
 * @param labels changed in place
 * @param distances receives squared distances
 */
export function assign(
  { data, rows, columns: p }: Matrix,
  weights: Float64Array | undefined,
  centres: Float64Array,
  labels: Int32Array,
  distances: Float64Array,
): Assignment {
  const k = centres.length / p;
  let changed = 0;
  let inertia = 0;
  for (let start = 0; start < rows; start += BLOCK_ROWS) {
    const end = Math.min(rows, start + BLOCK_ROWS);
    let sum = 0;
    for (let i = start; i < end; i++) {
      const x = i * p;
      let best = 0;
      let least = Number.POSITIVE_INFINITY;
      for (let c = 0, at = 0; c < k; c++) {
        let square = 0;
        for (let j = 0; j < p; j++, at++) {
          const d = data[x + j] - centres[at];
          square += d * d;
        }
        if (square < least) {
          least = square;
          best = c;
        }
      }
      if (labels[i] !== best) changed++;
      labels[i] = best;
      distances[i] = least;
      sum += weights === undefined ? least : least * weights[i];
    }
    inertia += sum;
  }
  return { changed, inertia };
}

/**
 * The means of the clusters, in blocks of rows that are added in order. A cluster without rows takes the row that is farthest from its
 * centre.
 *
 * @param distances squared distances to the old centres
 */
export function means(
  { data, rows, columns: p }: Matrix,
  weights: Float64Array | undefined,
  labels: Int32Array,
  distances: Float64Array,
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
