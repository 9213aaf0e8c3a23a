import type { Matrix } from "../base/matrix.ts";
import { columnMeans } from "../wasm/scaled.ts";
import { reducedDistance, reducedDistances } from "./distance.ts";
import { Nearest } from "./nearest.ts";
import type { NearestRows, PairSearch } from "./pair-search.ts";

/** Rows of the data that stay in the cache while several points look at them. */
const TILE = 512;

/** Four points and what is known of them. */
interface Group {
  /** Place of the first in `points`. */
  readonly first: number;
  readonly count: number;
  /** Centred, column by column; missing points are 0. */
  readonly centred: Float64Array;
  readonly norms: Float64Array;
  readonly found: readonly Nearest[];
}

/**
 * The nearest rows by looking at all pairs, four points at a time. A cheap distance, |a|² + |b|² - 2ab about the mean, sorts out most
 * pairs; what could be among the nearest is measured exactly, so the digits are those of any other search.
 */
export class AllPairs implements PairSearch {
  readonly isFast = false;
  readonly #matrix: Matrix;
  readonly #mean: Float64Array;
  readonly #centred: Float64Array;
  readonly #norms: Float64Array;
  readonly #largest: number;
  #scratch: Float64Array | undefined;

  constructor(matrix: Matrix) {
    const { data, rows, columns: p } = matrix;
    const mean = columnMeans(matrix);
    this.#matrix = matrix;
    this.#mean = mean;
    this.#centred = new Float64Array(rows * p);
    this.#norms = new Float64Array(rows);
    let largest = 0;
    for (let i = 0, at = 0; i < rows; i++) {
      let norm = 0;
      for (let j = 0; j < p; j++, at++) {
        const x = data[at] - mean[j];
        this.#centred[at] = x;
        norm += x * x;
      }
      this.#norms[i] = norm;
      largest = Math.max(largest, norm);
    }
    this.#largest = largest;
  }

  nearest(points: Matrix, start: number, end: number, k: number): NearestRows {
    const groups: Group[] = [];
    for (let first = start; first < end; first += 4)
      groups.push(this.#group(points, first, Math.min(4, end - first), k));
    const { rows: total } = this.#matrix;
    for (let tile = 0; tile < total; tile += TILE)
      for (const group of groups) this.#compare(points, group, tile, Math.min(total, tile + TILE));
    const rows = new Int32Array((end - start) * k);
    const distances = new Float64Array((end - start) * k);
    groups
      .flatMap(({ found }) => found)
      .forEach((nearest, i) => {
        rows.set(nearest.rows, i * k);
        distances.set(nearest.distances, i * k);
      });
    return { rows, distances };
  }

  within(points: Matrix, point: number, limit: number): Int32Array {
    const { data, rows, columns: p } = this.#matrix;
    this.#scratch ??= new Float64Array(rows);
    const distances = this.#scratch;
    reducedDistances("euclidean", points.data, point * p, data, p, 0, rows, distances);
    const found: number[] = [];
    for (let row = 0; row < rows; row++) if (distances[row] <= limit) found.push(row);
    return Int32Array.from(found);
  }

  #group({ data, columns: p }: Matrix, first: number, count: number, k: number): Group {
    const centred = new Float64Array(4 * p);
    const norms = new Float64Array(4);
    for (let q = 0; q < count; q++)
      for (let j = 0; j < p; j++) {
        const x = data[(first + q) * p + j] - this.#mean[j];
        centred[4 * j + q] = x;
        norms[q] += x * x;
      }
    const found = Array.from({ length: count }, () => new Nearest(k));
    return { first, count, centred, norms, found };
  }

  #compare(points: Matrix, group: Group, tile: number, tileEnd: number): void {
    const { columns: p } = this.#matrix;
    const data = this.#centred;
    const norms = this.#norms;
    const { centred, count } = group;
    const never = Number.NEGATIVE_INFINITY;
    let b0 = this.#bound(group, 0);
    let b1 = count > 1 ? this.#bound(group, 1) : never;
    let b2 = count > 2 ? this.#bound(group, 2) : never;
    let b3 = count > 3 ? this.#bound(group, 3) : never;
    for (let row = tile; row < tileEnd; row++) {
      const at = row * p;
      let s0 = 0;
      let s1 = 0;
      let s2 = 0;
      let s3 = 0;
      for (let j = 0; j < p; j++) {
        const x = data[at + j];
        s0 += x * centred[4 * j];
        s1 += x * centred[4 * j + 1];
        s2 += x * centred[4 * j + 2];
        s3 += x * centred[4 * j + 3];
      }
      const norm = norms[row];
      if (norm - 2 * s0 <= b0) b0 = this.#offer(points, group, 0, row);
      if (norm - 2 * s1 <= b1) b1 = this.#offer(points, group, 1, row);
      if (norm - 2 * s2 <= b2) b2 = this.#offer(points, group, 2, row);
      if (norm - 2 * s3 <= b3) b3 = this.#offer(points, group, 3, row);
    }
  }

  #offer(points: Matrix, group: Group, q: number, row: number): number {
    const { data, columns: p } = this.#matrix;
    const nearest = group.found[q];
    const at = (group.first + q) * p;
    const { limit } = nearest;
    const d = reducedDistance("euclidean", points.data, at, data, row * p, p, limit);
    if (d <= limit) nearest.offer(row, d);
    return this.#bound(group, q);
  }

  /** What |b|² - 2ab may be at most; wider than the limit by more than the rounding of the cheap distance. */
  #bound({ found, norms }: Group, q: number): number {
    const norm = norms[q];
    const slack = 1e-14 * (this.#matrix.columns + 4) * (norm + this.#largest);
    return found[q].limit - norm + slack;
  }
}
