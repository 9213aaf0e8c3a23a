import type { Matrix } from "../base/matrix.ts";
import {
  BLOCK_ROWS,
  type CentreSearch,
  type ClusterSums,
  type Potential,
} from "./centre-search.ts";

/** `CentreSearch` in TypeScript. */
export class ScriptCentres implements CentreSearch {
  readonly #matrix: Matrix;
  readonly #weights: Float64Array | undefined;

  constructor(matrix: Matrix, weights: Float64Array | undefined) {
    this.#matrix = matrix;
    this.#weights = weights;
  }

  assign(centres: Float64Array, labels: Int32Array): number {
    const { data, rows, columns: p } = this.#matrix;
    const k = centres.length / p;
    let changed = 0;
    for (let i = 0; i < rows; i++) {
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
    }
    return changed;
  }

  distances(centres: Float64Array, labels: Int32Array): Float64Array {
    const { data, rows, columns: p } = this.#matrix;
    const out = new Float64Array(rows);
    for (let i = 0, x = 0; i < rows; i++) {
      let square = 0;
      for (let j = 0, at = labels[i] * p; j < p; j++, at++, x++) {
        const d = data[x] - centres[at];
        square += d * d;
      }
      out[i] = square;
    }
    return out;
  }

  sums(labels: Int32Array, k: number): ClusterSums {
    const { data, rows, columns: p } = this.#matrix;
    const weights = this.#weights;
    const sums = new Float64Array(k * p);
    const sizes = new Float64Array(k);
    const block = new Float64Array(k * p);
    for (let start = 0; start < rows; start += BLOCK_ROWS) {
      block.fill(0);
      const end = Math.min(rows, start + BLOCK_ROWS);
      for (let i = start; i < end; i++) {
        const to = labels[i] * p;
        const w = weights === undefined ? 1 : weights[i];
        sizes[labels[i]] += w;
        for (let j = 0, x = i * p; j < p; j++, x++) block[to + j] += w * data[x];
      }
      for (let at = 0; at < block.length; at++) sums[at] += block[at];
    }
    return { sums, sizes };
  }

  potentials(candidates: readonly number[], nearest: Float64Array | undefined): Potential[] {
    return candidates.map((row) => this.#potential(row, nearest));
  }

  #potential(row: number, nearest: Float64Array | undefined): Potential {
    const { data, rows, columns: p } = this.#matrix;
    const weights = this.#weights;
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
}
