import type { Matrix } from "../base/matrix.ts";
import type { Random } from "../random/stream.ts";
import type { CentreSearch } from "./centre-search.ts";

/**
 * Draws starting centres far from each other: each next one with probability proportional to its squared distance to those chosen, the
 * best of 2 + ln k candidates (greedy k-means++).
 *
 * Source: Arthur and Vassilvitskii (2007).
 */
export function plusPlusCentres(
  matrix: Matrix,
  weights: Float64Array | undefined,
  k: number,
  random: Random,
  search: CentreSearch,
): Float64Array {
  const { data, rows, columns: p } = matrix;
  const centres = new Float64Array(k * p);
  const candidates = 2 + Math.floor(Math.log(k));
  const first = drawFrom(weights ?? new Float64Array(rows).fill(1), random);
  centres.set(data.subarray(first * p, first * p + p));
  let nearest = search.potentials([first], undefined)[0].distances;
  for (let c = 1; c < k; c++) {
    const drawn = Array.from({ length: candidates }, () => drawFrom(nearest, random));
    const found = search.potentials(drawn, nearest);
    let best = 0;
    for (let n = 1; n < candidates; n++) if (found[n].total < found[best].total) best = n;
    const chosen = drawn[best];
    centres.set(data.subarray(chosen * p, chosen * p + p), c * p);
    nearest = found[best].distances;
  }
  return centres;
}

/** Starting centres that are rows drawn at random, all different rows. */
export function randomCentres(
  { data, rows, columns: p }: Matrix,
  k: number,
  random: Random,
): Float64Array {
  const order = random.shuffle(Array.from({ length: rows }, (_, i) => i));
  const centres = new Float64Array(k * p);
  for (let c = 0; c < k; c++) centres.set(data.subarray(order[c] * p, order[c] * p + p), c * p);
  return centres;
}

/** An index drawn with probability proportional to its weight; uniform when all are 0. */
function drawFrom(weights: Float64Array, random: Random): number {
  let total = 0;
  for (let i = 0; i < weights.length; i++) total += weights[i];
  const target = random() * total;
  if (total === 0) return Math.min(weights.length - 1, Math.floor(random() * weights.length));
  let sum = 0;
  let last = 0;
  for (let i = 0; i < weights.length; i++) {
    if (weights[i] === 0) continue;
    sum += weights[i];
    last = i;
    if (sum > target) return i;
  }
  return last;
}
