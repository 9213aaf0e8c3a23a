import type { Matrix } from "../base/matrix.ts";
import { Arena } from "../wasm/arena.ts";
import { packRows, ROWS, type Scaling, scalingOf, slackOf } from "../wasm/scaled.ts";
import {
  BLOCK_ROWS,
  type CentreSearch,
  type ClusterSums,
  type Potential,
} from "./centre-search.ts";

/** Fewer products than this are not worth a copy. */
const LEAST = 8192;
/** Centres farther away than this, in scaled squares, are not ranked in single precision. */
const FARTHEST = 1e30;

/** `CentreSearch` in WebAssembly, with the bits of `ScriptCentres`. */
export class WasmCentres implements CentreSearch {
  readonly #arena: Arena;
  readonly #matrix: Matrix;
  readonly #scaling: Scaling;
  readonly #data: number;
  readonly #packed: number;
  readonly #slacks: number;
  readonly #labels: number;
  readonly #centres: number;
  readonly #doubled: number;
  readonly #norms: number;
  /** Sums, those of one block, and sizes of the clusters. */
  readonly #sums: number;
  /** Weights, or 0. */
  readonly #weights: number;
  /** Squares to the nearest centre, and to two candidates. */
  readonly #squares: number;

  private constructor(
    arena: Arena,
    matrix: Matrix,
    scaling: Scaling,
    weights: Float64Array | undefined,
    k: number,
  ) {
    const { data, rows: n, columns: p } = matrix;
    this.#arena = arena;
    this.#matrix = matrix;
    this.#scaling = scaling;
    const filled = ROWS * Math.ceil(n / ROWS);
    this.#data = arena.place(n * p * 8);
    this.#packed = arena.place(filled * p * 4);
    this.#slacks = arena.place(filled * 4);
    this.#labels = arena.place(filled * 4);
    this.#centres = arena.place(Math.max(k, 2) * p * 8);
    this.#doubled = arena.place(k * p * 4);
    this.#norms = arena.place(k * 4);
    this.#sums = arena.place((2 * p + 1) * k * 8);
    this.#weights = weights === undefined ? 0 : arena.place(n * 8);
    this.#squares = arena.place(3 * n * 8 + 16);
    arena.float64(this.#data, n * p).set(data.subarray(0, n * p));
    if (weights !== undefined) arena.float64(this.#weights, n).set(weights);
    const slacks = arena.float32(this.#slacks, n);
    const slack = slackOf(p);
    packRows(matrix, scaling, arena.float32(this.#packed, filled * p), (row, square) => {
      slacks[row] = slack * square;
    });
  }

  /** Copies the rows into a memory of its own; undefined when that is impossible or does not pay. */
  static open(
    matrix: Matrix,
    weights: Float64Array | undefined,
    k: number,
  ): WasmCentres | undefined {
    const { rows: n, columns: p } = matrix;
    if (n * p * k < LEAST) return undefined;
    const scaling = scalingOf(matrix);
    if (scaling === undefined) return undefined;
    const arena = Arena.open((n + ROWS) * (p * 12 + 40) + (k + 2) * (p * 28 + 12) + 256);
    return arena && new WasmCentres(arena, matrix, scaling, weights, k);
  }

  assign(centres: Float64Array, labels: Int32Array): number {
    const { rows: n, columns: p } = this.#matrix;
    const arena = this.#arena;
    const held = arena.int32(this.#labels, n);
    held.set(labels);
    const changed = arena.kernels.assignRows(
      this.#packed,
      this.#slacks,
      this.#data,
      n,
      p,
      this.#doubled,
      this.#norms,
      this.#centres,
      centres.length / p,
      this.#setCentres(centres),
      this.#labels,
    );
    labels.set(held);
    return changed;
  }

  /** Writes the centres in both precisions; gives by how much ranks may be off for their sake. */
  #setCentres(centres: Float64Array): number {
    const p = this.#matrix.columns;
    const { mean, scale } = this.#scaling;
    const k = centres.length / p;
    this.#arena.float64(this.#centres, k * p).set(centres);
    const doubled = this.#arena.float32(this.#doubled, k * p);
    const norms = this.#arena.float32(this.#norms, k);
    let largest = 0;
    for (let c = 0, at = 0; c < k; c++) {
      let norm = 0;
      for (let j = 0; j < p; j++, at++) {
        const x = (centres[at] - mean[j]) * scale;
        doubled[at] = -2 * x;
        norm += x * x;
      }
      norms[c] = norm;
      largest = Math.max(largest, norm);
    }
    // Products of numbers near 0 may be off by 2^-149 each.
    return largest < FARTHEST
      ? 2 * slackOf(p) * largest + 1e-30 * p * (1 + largest)
      : Number.POSITIVE_INFINITY;
  }

  distances(centres: Float64Array, labels: Int32Array): Float64Array {
    const { rows: n, columns: p } = this.#matrix;
    const arena = this.#arena;
    arena.float64(this.#centres, centres.length).set(centres);
    arena.int32(this.#labels, n).set(labels);
    const { kernels } = arena;
    kernels.ownDistances(this.#data, n, p, this.#centres, this.#labels, this.#squares);
    return arena.float64(this.#squares, n).slice();
  }

  sums(labels: Int32Array, k: number): ClusterSums {
    const { rows: n, columns: p } = this.#matrix;
    const arena = this.#arena;
    const block = this.#sums + k * p * 8;
    const sizes = block + k * p * 8;
    arena.int32(this.#labels, n).set(labels);
    arena.float64(this.#sums, k * (2 * p + 1)).fill(0);
    arena.kernels.clusterSums(
      this.#data,
      n,
      p,
      k,
      this.#weights,
      this.#labels,
      BLOCK_ROWS,
      this.#sums,
      sizes,
      block,
    );
    return {
      sums: arena.float64(this.#sums, k * p).slice(),
      sizes: arena.float64(sizes, k).slice(),
    };
  }

  potentials(candidates: readonly number[], nearest: Float64Array | undefined): Potential[] {
    const { data, rows: n, columns: p } = this.#matrix;
    const arena = this.#arena;
    const before = this.#squares + 16;
    const first = before + n * 8;
    const second = first + n * 8;
    if (nearest !== undefined) arena.float64(before, n).set(nearest);
    const found: Potential[] = [];
    for (let c = 0; c < candidates.length; c += 2) {
      const pair = candidates.slice(c, c + 2);
      const pairs = arena.float64(this.#centres, 2 * p);
      for (let j = 0; j < p; j++)
        for (let lane = 0; lane < 2; lane++)
          pairs[2 * j + lane] = data[(pair[lane] ?? pair[0]) * p + j];
      arena.kernels.potentials(
        this.#data,
        n,
        p,
        this.#centres,
        this.#weights,
        nearest === undefined ? 0 : before,
        first,
        second,
        this.#squares,
      );
      const totals = arena.float64(this.#squares, 2);
      pair.forEach((_, lane) => {
        const distances = arena.float64(lane === 0 ? first : second, n).slice();
        found.push({ distances, total: totals[lane] });
      });
    }
    return found;
  }
}
