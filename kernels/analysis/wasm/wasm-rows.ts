import type { BinnedFeatures } from "../boosting/bins.ts";
import {
  columnStride,
  type Histogram,
  type HistRows,
  histogramLength,
  type Question,
} from "../boosting/hist-rows.ts";
import { Arena } from "./arena.ts";

/** Fewer bins than this are not worth a copy. */
const LEAST = 4096;
/** No byte is this. */
const NO_BIN = 256;

/** `HistRows` in WebAssembly, with the bits of `ScriptRows`; a histogram is the place of its first byte. */
export class WasmRows implements HistRows {
  readonly #arena: Arena;
  readonly #features: BinnedFeatures;
  readonly #bins: number;
  readonly #pairs: number;
  readonly #rows: number;
  readonly #scratch: number;
  readonly #length: number;
  readonly #free: Histogram[] = [];

  private constructor(arena: Arena, features: BinnedFeatures) {
    const { rows, columns, bins } = features;
    this.#arena = arena;
    this.#features = features;
    this.#length = histogramLength(features);
    this.#bins = arena.place(rows * columns);
    this.#pairs = arena.place(rows * 16);
    this.#rows = arena.place(rows * 4);
    this.#scratch = arena.place(rows * 4);
    arena.uint8(this.#bins, rows * columns).set(bins);
  }

  /** Copies the bins into a memory of its own; undefined when that is impossible or does not pay. */
  static open(features: BinnedFeatures): WasmRows | undefined {
    const { rows, columns, bins } = features;
    if (rows * columns < LEAST || !(bins instanceof Uint8Array)) return undefined;
    const histograms = 4 * 8 * histogramLength(features);
    const arena = Arena.open(rows * (columns + 24) + histograms + 64);
    return arena && new WasmRows(arena, features);
  }

  get rows(): Int32Array {
    return this.#arena.int32(this.#rows, this.#features.rows);
  }

  start(gradient: Float64Array, hessian: Float64Array): void {
    const n = this.#features.rows;
    const pairs = this.#arena.float64(this.#pairs, 2 * n);
    const { rows } = this;
    for (let i = 0; i < n; i++) {
      pairs[2 * i] = gradient[i];
      pairs[2 * i + 1] = hessian[i];
      rows[i] = i;
    }
  }

  take(): Histogram {
    const old = this.#free.pop();
    if (old === undefined) return this.#arena.place(this.#length * 8);
    this.values(old).fill(0);
    return old;
  }

  give(histogram: Histogram): void {
    this.#free.push(histogram);
  }

  values(histogram: Histogram): Float64Array {
    return this.#arena.float64(histogram, this.#length);
  }

  add(start: number, end: number, histogram: Histogram): void {
    const { columns, missingBin } = this.#features;
    this.#arena.kernels.addRows(
      this.#bins,
      columns,
      columnStride(missingBin) * 8,
      this.#rows,
      start,
      end,
      this.#pairs,
      histogram,
    );
  }

  subtract(parent: Histogram, child: Histogram): void {
    // Places are multiples of 16, so a last half of 16 bytes is padding.
    this.#arena.kernels.subtract(parent, child, this.#length * 8);
  }

  part(start: number, end: number, { feature, bin, missingLeft }: Question): number {
    const { columns, missingBin } = this.#features;
    return this.#arena.kernels.part(
      this.#bins,
      columns,
      this.#rows,
      start,
      end,
      feature,
      bin,
      missingLeft ? missingBin : NO_BIN,
      this.#scratch,
    );
  }
}
