import { reducedDistance } from "../neighbours/distance.ts";
import { Nearest } from "../neighbours/nearest.ts";
import type { Matrix } from "../table/matrix.ts";

/** Rows of the data that stay in the cache while several points look at them. */
const TILE = 512;

/**
 * The nearest rows of some rows of the same matrix by looking at all pairs, four points at a time. A cheap distance,
 * |a|² + |b|² - 2ab about the mean, sorts out most pairs; what could be among the nearest is measured exactly, so the digits are those of
 * any other search.
 */
export class NearestOthers {
  readonly #matrix: Matrix;
  readonly #centred: Float64Array;
  readonly #norms: Float64Array;
  readonly #largest: number;
  readonly #points4: Float64Array;

  constructor(matrix: Matrix) {
    const { data, rows, columns: p } = matrix;
    const mean = new Float64Array(p);
    for (let at = 0; at < data.length; at++) mean[at % p] += data[at] / rows;
    this.#matrix = matrix;
    this.#centred = data.map((x, at) => x - mean[at % p]);
    this.#norms = new Float64Array(rows);
    for (let at = 0; at < data.length; at++)
      this.#norms[Math.floor(at / p)] += this.#centred[at] * this.#centred[at];
    let largest = 0;
    for (const norm of this.#norms) largest = Math.max(largest, norm);
    this.#largest = largest;
    this.#points4 = new Float64Array(4 * p);
  }

  /** The k nearest rows of the rows from `start` to `end`, themselves included; squared distances. */
  find(start: number, end: number, k: number): Nearest[] {
    const found = Array.from({ length: end - start }, () => new Nearest(k));
    const { rows } = this.#matrix;
    for (let tile = 0; tile < rows; tile += TILE) {
      const tileEnd = Math.min(rows, tile + TILE);
      for (let point = start; point < end; point += 4)
        this.#compare(found, start, point, Math.min(4, end - point), tile, tileEnd);
    }
    return found;
  }

  #compare(
    found: Nearest[],
    start: number,
    point: number,
    points: number,
    tile: number,
    tileEnd: number,
  ): void {
    const { columns: p } = this.#matrix;
    const data = this.#centred;
    const norms = this.#norms;
    const points4 = this.#points4;
    // Missing points of the last four are 0 and are never taken.
    for (let j = 0; j < p; j++)
      for (let q = 0; q < 4; q++) points4[4 * j + q] = q < points ? data[(point + q) * p + j] : 0;
    let b0 = this.#bound(found[point - start], point);
    const never = Number.NEGATIVE_INFINITY;
    let b1 = points > 1 ? this.#bound(found[point - start + 1], point + 1) : never;
    let b2 = points > 2 ? this.#bound(found[point - start + 2], point + 2) : never;
    let b3 = points > 3 ? this.#bound(found[point - start + 3], point + 3) : never;
    for (let row = tile; row < tileEnd; row++) {
      const at = row * p;
      let s0 = 0;
      let s1 = 0;
      let s2 = 0;
      let s3 = 0;
      for (let j = 0; j < p; j++) {
        const x = data[at + j];
        s0 += x * points4[4 * j];
        s1 += x * points4[4 * j + 1];
        s2 += x * points4[4 * j + 2];
        s3 += x * points4[4 * j + 3];
      }
      const norm = norms[row];
      if (norm - 2 * s0 <= b0) b0 = this.#offer(found[point - start], point, row);
      if (norm - 2 * s1 <= b1) b1 = this.#offer(found[point - start + 1], point + 1, row);
      if (norm - 2 * s2 <= b2) b2 = this.#offer(found[point - start + 2], point + 2, row);
      if (norm - 2 * s3 <= b3) b3 = this.#offer(found[point - start + 3], point + 3, row);
    }
  }

  #offer(nearest: Nearest, point: number, row: number): number {
    const { data, columns: p } = this.#matrix;
    const { limit } = nearest;
    const d = reducedDistance("euclidean", data, point * p, data, row * p, p, limit);
    if (d <= limit) nearest.offer(row, d);
    return this.#bound(nearest, point);
  }

  /** What |b|² - 2ab may be at most; wider than the limit by more than the rounding of the cheap distance. */
  #bound(nearest: Nearest, point: number): number {
    const norm = this.#norms[point];
    const slack = 1e-14 * (this.#matrix.columns + 4) * (norm + this.#largest);
    return nearest.limit - norm + slack;
  }
}
