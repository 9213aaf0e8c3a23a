/** How far rows are apart: √Σd² (euclidean), Σ|d| (manhattan), max|d| (chebyshev). */
export type Metric = "euclidean" | "manhattan" | "chebyshev";

export const metrics: readonly Metric[] = ["euclidean", "manhattan", "chebyshev"];

/**
 * A distance without its root; comparisons need no more. Gives up as soon as it is above `limit`.
 *
 * @returns the reduced distance, or any value above `limit`
 */
export function reducedDistance(
  metric: Metric,
  a: Float64Array,
  aAt: number,
  b: Float64Array,
  bAt: number,
  p: number,
  limit: number,
): number {
  let total = 0;
  if (metric === "euclidean") {
    let j = 0;
    for (; j + 7 < p; j += 8) {
      const d0 = a[aAt + j] - b[bAt + j];
      const d1 = a[aAt + j + 1] - b[bAt + j + 1];
      const d2 = a[aAt + j + 2] - b[bAt + j + 2];
      const d3 = a[aAt + j + 3] - b[bAt + j + 3];
      const d4 = a[aAt + j + 4] - b[bAt + j + 4];
      const d5 = a[aAt + j + 5] - b[bAt + j + 5];
      const d6 = a[aAt + j + 6] - b[bAt + j + 6];
      const d7 = a[aAt + j + 7] - b[bAt + j + 7];
      total += d0 * d0 + d1 * d1 + d2 * d2 + d3 * d3 + (d4 * d4 + d5 * d5 + d6 * d6 + d7 * d7);
      if (total > limit) return total;
    }
    for (; j < p; j++) {
      const d = a[aAt + j] - b[bAt + j];
      total += d * d;
    }
    return total;
  }
  for (let j = 0; j < p; j++) {
    const d = Math.abs(a[aAt + j] - b[bAt + j]);
    total = metric === "manhattan" ? total + d : Math.max(total, d);
  }
  return total;
}

/** The distance of a reduced distance. */
export function fullDistance(metric: Metric, reduced: number): number {
  return metric === "euclidean" ? Math.sqrt(reduced) : reduced;
}

/** The reduced distance of a distance. */
export function reduced(metric: Metric, distance: number): number {
  return metric === "euclidean" ? distance * distance : distance;
}
