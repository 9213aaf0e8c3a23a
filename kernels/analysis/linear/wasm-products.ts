import { Arena } from "../wasm/arena.ts";
import { RowBlock } from "../wasm/row-block.ts";
import { BLOCK_ROWS, type ProductRows, paddedWidth } from "./products.ts";

/** Fewer numbers than this are not worth a memory. */
const LEAST = 8192;

/** Products of columns in WebAssembly, with the bits of `scriptProducts`. */
export class WasmProducts {
  readonly #arena: Arena;
  readonly #given: ProductRows;
  readonly #block: RowBlock;
  readonly #all: number;

  private constructor(arena: Arena, given: ProductRows) {
    const width = paddedWidth(given.matrix.columns);
    this.#arena = arena;
    this.#given = given;
    this.#block = new RowBlock(arena, given.matrix, BLOCK_ROWS, width);
    this.#all = arena.place(width * width * 8);
    this.#block.shiftBy(given.shift);
  }

  /** Undefined with weights, or when WebAssembly is missing or does not pay. */
  static open(given: ProductRows): WasmProducts | undefined {
    const { rows, columns: p } = given.matrix;
    if (rows * p < LEAST || given.weights !== undefined) return undefined;
    const width = paddedWidth(p);
    const arena = Arena.open(RowBlock.bytes(p, BLOCK_ROWS, width) + width * width * 8 + 64);
    return arena && new WasmProducts(arena, given);
  }

  all(): Float64Array {
    const { matrix, y, yShift } = this.#given;
    const { rows: n, columns: p } = matrix;
    const width = paddedWidth(p);
    const block = this.#block;
    for (let start = 0; start < n; start += BLOCK_ROWS) {
      const many = Math.min(BLOCK_ROWS, n - start);
      const stride = block.load(matrix, start, many);
      const last = block.column(p, stride);
      for (let i = 0; i < many; i++) last[i] = y[start + i] - yShift;
      block.column(p + 1, stride).fill(1);
      for (let j = p + 2; j < width; j++) block.column(j, stride).fill(0);
      if (stride > many) for (const j of [p, p + 1]) block.column(j, stride)[many] = 0;
      this.#arena.kernels.addProducts(block.columns, stride, width, this.#all);
    }
    const all = this.#arena.float64(this.#all, width * width).slice();
    // As in TypeScript there is nothing below the diagonal.
    for (let a = 1; a < width; a++) all.fill(0, a * width, a * width + a);
    return all;
  }
}
