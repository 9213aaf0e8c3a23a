import type { Random } from "../run.ts";
import type { Matrix } from "../table/matrix.ts";

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
): Float64Array {
  const { data, rows, columns: p } = matrix;
  const centres = new Float64Array(k * p);
  const candidates = 2 + Math.floor(Math.log(k));
  const first = drawFrom(weights ?? new Float64Array(rows).fill(1), random);
  centres.set(data.subarray(first * p, first * p + p));
  let nearest = potential(matrix, weights, first, undefined).distances;
  for (let c = 1; c < k; c++) {
    let best: Potential | undefined;
    let chosen = 0;
    for (let n = 0; n < candidates; n++) {
      const row = drawFrom(nearest, random);
      const found = potential(matrix, weights, row, nearest);
      if (best === undefined || found.total < best.total) {
        best = found;
        chosen = row;
      }
    }
    centres.set(data.subarray(chosen * p, chosen * p + p), c * p);
    nearest = best!.distances;
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

interface Potential {
  readonly distances: Float64Array;
  readonly total: number;
}

/** Weighted squared distances to the nearest centre when a row becomes one more. */
function potential(
  { data, rows, columns: p }: Matrix,
  weights: Float64Array | undefined,
  row: number,
  nearest: Float64Array | undefined,
): Potential {
  const distances = new Float64Array(rows);
  const centre = row * p;
  let total = 0;
  for (let i = 0; i < rows; i++) {
    let square = 0;
    for (let j = 0, x = i * p; j < p; j++, x++) {
      const d = data[x] - data[centre + j];
      square += d * d;
    }
    if (weights !== undefined) square *= weights[i];
    if (nearest !== undefined && nearest[i] < square) square = nearest[i];
    distances[i] = square;
    total += square;
  }
  return { distances, total };
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
