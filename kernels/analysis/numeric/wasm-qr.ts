import type { Matrix } from "../base/matrix.ts";
import { Arena } from "../wasm/arena.ts";
import { RowBlock } from "../wasm/row-block.ts";

/** Fewer numbers than this are not worth a memory. */
const LEAST = 8192;

/** A running QR decomposition of the columns of a matrix and one more in WebAssembly, with the bits of `addRows` in numeric/qr. */
export class WasmQr {
  readonly #arena: Arena;
  readonly #matrix: Matrix;
  readonly #block: RowBlock;
  readonly #r: number;

  private constructor(arena: Arena, matrix: Matrix, shift: Float64Array, rows: number) {
    const width = matrix.columns + 1;
    this.#arena = arena;
    this.#matrix = matrix;
    this.#block = new RowBlock(arena, matrix, rows, width);
    this.#r = arena.place(width * width * 8);
    this.#block.shiftBy(shift);
  }

  /**
   * Undefined when WebAssembly is missing or does not pay.
   *
   * @param shift what is subtracted of each column of the matrix
   * @param rows most rows of a block, an even number
   */
  static open(matrix: Matrix, shift: Float64Array, rows: number): WasmQr | undefined {
    const { rows: n, columns: p } = matrix;
    if (n * p < LEAST) return undefined;
    const arena = Arena.open(RowBlock.bytes(p, rows, p + 1) + (p + 1) * (p + 1) * 8 + 64);
    return arena && new WasmQr(arena, matrix, shift, rows);
  }

  /** The triangle, by columns; for reading and writing. */
  get r(): Float64Array {
    const width = this.#matrix.columns + 1;
    return this.#arena.float64(this.#r, width * width);
  }

  /** Takes in rows of the matrix, and of one more column less something. */
  add(start: number, many: number, last: Float64Array, lastShift: number): void {
    const p = this.#matrix.columns;
    const stride = this.#block.load(this.#matrix, start, many);
    const column = this.#block.column(p, stride);
    for (let i = 0; i < many; i++) column[i] = last[start + i] - lastShift;
    if (stride > many) column[many] = 0;
    this.#arena.kernels.reflectRows(this.#r, p + 1, this.#block.columns, stride);
  }
}
