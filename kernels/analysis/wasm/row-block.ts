import type { Matrix } from "../base/matrix.ts";
import type { Arena } from "./arena.ts";

/** A block of rows that is brought into WebAssembly by columns, less something of each column. */
export class RowBlock {
  readonly #arena: Arena;
  readonly #p: number;
  readonly #rows: number;
  readonly #raw: number;
  readonly #shift: number;
  /** Where the columns are put, one after the other. */
  readonly columns: number;

  /**
   * @param rows most rows of a block, an even number
   * @param width columns that there is room for: those of a matrix first
   */
  constructor(arena: Arena, { columns: p }: Matrix, rows: number, width: number) {
    this.#arena = arena;
    this.#p = p;
    this.#rows = rows;
    this.#raw = arena.place(rows * p * 8);
    this.#shift = arena.place(p * 8);
    this.columns = arena.place(rows * width * 8);
  }

  /** Bytes that a block takes of an arena. */
  static bytes(p: number, rows: number, width: number): number {
    return rows * (p + width) * 8 + p * 8 + 64;
  }

  /** Sets what is subtracted of each column. */
  shiftBy(shift: Float64Array): void {
    this.#arena.float64(this.#shift, this.#p).set(shift);
  }

  /**
   * Brings rows in.
   *
   * @returns doubles from column to column: the number of rows, and one more of zeros beside an odd one
   */
  load({ data }: Matrix, start: number, many: number): number {
    const p = this.#p;
    const stride = many + (many % 2);
    const arena = this.#arena;
    arena.float64(this.#raw, this.#rows * p).set(data.subarray(start * p, (start + many) * p));
    if (stride > many) for (let j = 0; j < p; j++) this.column(j, stride)[many] = 0;
    arena.kernels.shiftedColumns(this.#raw, many, p, this.#shift, this.columns, stride * 8);
    return stride;
  }

  /** One column of the block. */
  column(j: number, stride: number): Float64Array {
    return this.#arena.float64(this.columns + j * stride * 8, stride);
  }
}
