import type { Matrix } from "../base/matrix.ts";
import { Arena } from "../wasm/arena.ts";
import type { Kernel, KernelRows } from "./kernel.ts";

/** Fewer numbers than this are not worth a copy. */
const LEAST = 512;
/** Rows in a block. */
const ROWS = 4;

/** `KernelRows` of a radial kernel in WebAssembly, with the bits of `ScriptKernelRows`. */
export class WasmKernelRows implements KernelRows {
  readonly #arena: Arena;
  readonly #gamma: number;
  readonly #rows: number;
  readonly #p: number;
  readonly #packed: number;
  readonly #squares: number;
  readonly #x: number;
  readonly #out: number;

  private constructor(arena: Arena, gamma: number, matrix: Matrix, squares: Float64Array) {
    const { data, rows: n, columns: p } = matrix;
    const filled = ROWS * Math.ceil(n / ROWS);
    this.#arena = arena;
    this.#gamma = gamma;
    this.#rows = n;
    this.#p = p;
    this.#packed = arena.place(filled * p * 8);
    this.#squares = arena.place(filled * 8);
    this.#x = arena.place(p * 8);
    this.#out = arena.place(filled * 8);
    const packed = arena.float64(this.#packed, filled * p);
    for (let r = 0; r < n; r++) {
      const block = (r - (r % ROWS)) * p + (r % ROWS);
      for (let j = 0; j < p; j++) packed[block + j * ROWS] = data[r * p + j];
    }
    arena.float64(this.#squares, n).set(squares);
  }

  /** Undefined for another kernel, or when WebAssembly is missing or does not pay. */
  static open(
    { kind, gamma }: Kernel,
    matrix: Matrix,
    squares: Float64Array,
  ): WasmKernelRows | undefined {
    const { rows: n, columns: p } = matrix;
    if (kind !== "rbf" || n * p < LEAST) return undefined;
    const arena = Arena.open((n + ROWS) * (p + 2) * 8 + p * 8 + 64);
    return arena && new WasmKernelRows(arena, gamma, matrix, squares);
  }

  fill(x: Float64Array, at: number, xSquare: number, out: Float64Array): void {
    const arena = this.#arena;
    arena.float64(this.#x, this.#p).set(x.subarray(at, at + this.#p));
    arena.kernels.radialRow(
      this.#packed,
      this.#rows,
      this.#p,
      this.#squares,
      this.#x,
      xSquare,
      this.#gamma,
      this.#out,
    );
    out.set(arena.float64(this.#out, this.#rows));
  }
}
