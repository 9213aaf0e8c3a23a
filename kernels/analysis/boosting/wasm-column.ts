import { Arena } from "../wasm/arena.ts";
import type { ColumnRoom } from "./column-room.ts";

/** Shorter columns are not worth a memory. */
const LEAST = 2048;
/** Most cuts: bins are bytes. */
const CUTS = 256;

/** `ColumnRoom` in WebAssembly, with the bits of `ScriptColumn`; bins are bytes. */
export class WasmColumn implements ColumnRoom {
  readonly #arena: Arena;
  readonly #rows: number;
  readonly #scratch: number;
  readonly #cuts: number;
  readonly #counts: number;
  readonly #bins: number;
  readonly #values: number;
  readonly values: Float64Array;

  private constructor(arena: Arena, rows: number) {
    this.#arena = arena;
    this.#rows = rows;
    this.#values = arena.place(rows * 8);
    this.#scratch = arena.place(rows * 8);
    this.#cuts = arena.place(CUTS * 8);
    this.#counts = arena.place(8 * 256 * 4);
    this.#bins = arena.place(rows);
    // Nothing is placed from here on, so the view lasts.
    this.values = arena.float64(this.#values, rows);
  }

  /** Undefined when WebAssembly is missing or does not pay. */
  static open(rows: number): WasmColumn | undefined {
    if (rows < LEAST) return undefined;
    const arena = Arena.open(rows * 17 + 16_384);
    return arena && new WasmColumn(arena, rows);
  }

  sorted(count: number): Float64Array {
    if (count > 0) this.#arena.kernels.sort(this.#values, count, this.#scratch, this.#counts);
    return this.values.subarray(0, count);
  }

  bins(cuts: Float64Array, missingBin: number): Uint8Array {
    const arena = this.#arena;
    let half = 0;
    while (2 * half <= cuts.length) half = Math.max(1, 2 * half);
    arena.float64(this.#cuts, CUTS).fill(Number.POSITIVE_INFINITY).set(cuts);
    arena.kernels.binValues(this.#values, this.#rows, this.#cuts, half, missingBin, this.#bins);
    return arena.uint8(this.#bins, this.#rows);
  }
}
