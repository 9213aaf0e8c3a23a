import type { Matrix } from "../base/matrix.ts";
import { type Kernel, type KernelRows, ScriptKernelRows, squaredLengths } from "./kernel.ts";
import { openKernelRows } from "./open-kernel-rows.ts";

/** Rows of the kernel matrix of a fit, computed when asked for and kept up to a number of bytes. */
export class KernelCache {
  readonly diagonal: Float64Array;
  readonly #rows: Matrix;
  readonly #squares: Float64Array;
  readonly #computed: KernelRows;
  #kept = new Map<number, Float64Array>();
  #most: number;

  constructor(kernel: Kernel, rows: Matrix, bytes = 200e6) {
    this.#rows = rows;
    this.#squares = squaredLengths(rows);
    this.#computed = openKernelRows(kernel, rows, this.#squares);
    this.#most = Math.max(2, Math.floor(bytes / (8 * Math.max(1, rows.rows))));
    this.diagonal = new Float64Array(rows.rows);
    const one = new Float64Array(1);
    const p = rows.columns;
    for (let i = 0; i < rows.rows; i++) {
      const row = { data: rows.data.subarray(i * p, i * p + p), rows: 1, columns: p };
      const square = this.#squares.subarray(i, i + 1);
      new ScriptKernelRows(kernel, row, square).fill(row.data, 0, square[0], one);
      this.diagonal[i] = one[0];
    }
  }

  row(i: number): Float64Array {
    const kept = this.#kept.get(i);
    if (kept !== undefined) {
      if (this.#kept.size === this.#most) {
        this.#kept.delete(i);
        this.#kept.set(i, kept);
      }
      return kept;
    }
    let out: Float64Array | undefined;
    if (this.#kept.size >= this.#most) {
      const [oldest, freed] = this.#kept.entries().next().value!;
      this.#kept.delete(oldest);
      out = freed;
    }
    out ??= new Float64Array(this.#rows.rows);
    this.#computed.fill(this.#rows.data, i * this.#rows.columns, this.#squares[i], out);
    this.#kept.set(i, out);
    return out;
  }
}
