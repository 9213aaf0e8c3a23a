import type { Matrix } from "../base/matrix.ts";
import { Arena } from "../wasm/arena.ts";
import type { Groups, Sums } from "./column-moments.ts";

/** Fewer numbers than this are not worth a copy. */
const LEAST = 32_768;
/** Rows that are copied at once: what they take stays in the cache. */
const CHUNK = 256;

/** Sums of columns in WebAssembly, with the bits of `scriptSums`; rows pass through a small memory. */
export class WasmSums {
  readonly #arena: Arena;
  readonly #matrix: Matrix;
  readonly #groups: Groups | undefined;
  readonly #blockRows: number;
  readonly #width: number;
  readonly #block: number;
  readonly #codes: number;
  readonly #shift: number;
  readonly #sums: number;
  readonly #squares: number;

  private constructor(arena: Arena, matrix: Matrix, groups: Groups | undefined, blockRows: number) {
    this.#arena = arena;
    this.#matrix = matrix;
    this.#groups = groups;
    this.#blockRows = blockRows;
    this.#width = matrix.columns * (groups?.count ?? 1);
    this.#block = arena.place(CHUNK * matrix.columns * 8);
    this.#codes = groups === undefined ? 0 : arena.place(CHUNK * 4);
    this.#shift = arena.place(this.#width * 8);
    this.#sums = arena.place(this.#width * 8);
    this.#squares = arena.place(this.#width * 8);
  }

  /** Undefined when WebAssembly is missing or does not pay. */
  static open(matrix: Matrix, groups: Groups | undefined, blockRows: number): WasmSums | undefined {
    const { rows, columns: p } = matrix;
    if (rows * p < LEAST) return undefined;
    const arena = Arena.open(CHUNK * (p * 8 + 4) + 24 * p * (groups?.count ?? 1) + 128);
    return arena && new WasmSums(arena, matrix, groups, blockRows);
  }

  /** @see Sums; one that is NaN says that a value is missing, and then none counts */
  sums(shift: Float64Array, withSquares: boolean): Sums {
    const { data, rows: n, columns: p } = this.#matrix;
    const groups = this.#groups;
    const width = this.#width;
    const arena = this.#arena;
    const block = arena.float64(this.#block, CHUNK * p);
    const codes = arena.int32(this.#codes, CHUNK);
    const sums = arena.float64(this.#sums, width);
    const squares = arena.float64(this.#squares, width);
    arena.float64(this.#shift, width).set(shift);
    const out = {
      sums: new Float64Array(width),
      squares: new Float64Array(width),
      weight: new Float64Array(width),
    };
    for (let start = 0; start < n; start += this.#blockRows) {
      sums.fill(0);
      squares.fill(0);
      const end = Math.min(n, start + this.#blockRows);
      for (let row = start; row < end; row += CHUNK) {
        const many = Math.min(CHUNK, end - row);
        block.set(data.subarray(row * p, (row + many) * p));
        if (groups !== undefined) codes.set(groups.codes.subarray(row, row + many));
        arena.kernels.shiftedSums(
          this.#block,
          many,
          p,
          this.#codes,
          this.#shift,
          this.#sums,
          withSquares ? this.#squares : 0,
        );
      }
      for (let j = 0; j < width; j++) {
        out.sums[j] += sums[j];
        out.squares[j] += squares[j];
      }
    }
    if (groups === undefined) out.weight.fill(n);
    else
      for (let row = 0; row < n; row++) {
        const to = groups.codes[row] * p;
        out.weight[to]++;
      }
    for (let to = 0; to < width; to += p) out.weight.fill(out.weight[to], to, to + p);
    return out;
  }
}
