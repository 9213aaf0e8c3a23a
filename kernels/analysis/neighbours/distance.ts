import * as rule from "../base/option-rules.ts";
/** How far rows are apart: √Σd² (euclidean), Σ|d| (manhattan), max|d| (chebyshev). */
export type Metric = "euclidean" | "manhattan" | "chebyshev";

export const metrics: readonly Metric[] = ["euclidean", "manhattan", "chebyshev"];

/** What `metric` can be. */
export const metricRule = rule.oneOf(metrics, {
  l2: "euclidean",
  l1: "manhattan",
  cityblock: "manhattan",
  linf: "chebyshev",
  max: "chebyshev",
});

/**
 * Fills `out` with the distances, without their root, from one point to a run of rows; comparisons need no more.
 *
 * @param x the point is x[at] … x[at + p - 1]
 * @param first index of the first row in `data`
 */
export function reducedDistances(
  metric: Metric,
  x: Float64Array,
  at: number,
  data: Float64Array,
  p: number,
  first: number,
  rows: number,
  out: Float64Array,
): void {
  if (metric === "euclidean") squaredDistances(x, at, data, p, first, rows, out);
  else
    for (let r = 0; r < rows; r++) {
      const start = (first + r) * p;
      let total = 0;
      for (let j = 0; j < p; j++) {
        const d = Math.abs(x[at + j] - data[start + j]);
        total = metric === "manhattan" ? total + d : Math.max(total, d);
      }
      out[r] = total;
    }
}

function squaredDistances(
  x: Float64Array,
  at: number,
  data: Float64Array,
  p: number,
  first: number,
  rows: number,
  out: Float64Array,
): void {
  const even = p & ~1;
  for (let r = 0, b = first * p; r < rows; r++, b += p) {
    // Two sums, because one would wait for itself at each addition.
    let total = 0;
    let other = 0;
    for (let j = 0; j < even; j += 2) {
      const d = x[at + j] - data[b + j];
      const e = x[at + j + 1] - data[b + j + 1];
      total += d * d;
      other += e * e;
    }
    if (even < p) {
      const d = x[at + even] - data[b + even];
      total += d * d;
    }
    out[r] = total + other;
  }
}

/**
 * One distance without its root, with the digits of `reducedDistances`. Gives up as soon as it is above `limit`.
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
  if (metric !== "euclidean") {
    for (let j = 0; j < p; j++) {
      const d = Math.abs(a[aAt + j] - b[bAt + j]);
      total = metric === "manhattan" ? total + d : Math.max(total, d);
    }
    return total;
  }
  const even = p & ~1;
  let other = 0;
  for (let j = 0; j < even; j += 2) {
    const d = a[aAt + j] - b[bAt + j];
    const e = a[aAt + j + 1] - b[bAt + j + 1];
    total += d * d;
    other += e * e;
    if ((j & 7) === 6 && total + other > limit) return total + other;
  }
  if (even < p) {
    const d = a[aAt + even] - b[bAt + even];
    total += d * d;
  }
  return total + other;
}

/** The distance of a reduced distance. */
export function fullDistance(metric: Metric, reduced: number): number {
  return metric === "euclidean" ? Math.sqrt(reduced) : reduced;
}

/** The reduced distance of a distance. */
export function reduced(metric: Metric, distance: number): number {
  return metric === "euclidean" ? distance * distance : distance;
}
