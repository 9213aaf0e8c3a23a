import { Arena } from "../wasm/arena.ts";
import type { CodedFeatures } from "./codes.ts";
import type { GrowLimits } from "./splitter.ts";

/** Fewer codes than this are not worth a copy. */
const LEAST = 16_384;
/** No code is this. */
const NO_CODE = 256;

/**
 * The rows of a tree that grows, and what takes long on them, in WebAssembly with the bits of the TypeScript: for two classes or numbers,
 * codes that are bytes, and the best of all thresholds.
 */
export class WasmNodes {
  readonly #arena: Arena;
  readonly #features: CodedFeatures;
  readonly #numbers: number;
  readonly #minWeight: number;
  readonly #codes: number;
  readonly #places: { readonly rows: number; readonly scratch: number; readonly vectors: number };
  readonly #bins: number;
  readonly #marks: number;
  readonly #whole: number;
  readonly #found: number;
  readonly #gain: Float64Array;
  readonly #cut: Int32Array;
  /** Row numbers, those of a node together. */
  readonly rows: Int32Array;
  /** Two numbers per row: the weight in the place of its class, or weight and weighted target. */
  readonly vectors: Float64Array;
  /** Their sums over the node that is looked at. */
  readonly total: Float64Array;

  private constructor(arena: Arena, features: CodedFeatures, classes: number, minWeight: number) {
    const { rows: n, columns, codes } = features;
    this.#arena = arena;
    this.#features = features;
    this.#numbers = classes === 0 ? 1 : 0;
    this.#minWeight = minWeight;
    this.#codes = arena.place(n * columns);
    this.#places = {
      rows: arena.place(n * 4),
      scratch: arena.place(n * 4),
      vectors: arena.place(n * 16),
    };
    this.#bins = arena.place(256 * 16);
    this.#marks = arena.place(4 * 8);
    this.#whole = arena.place(16);
    this.#found = arena.place(16);
    arena.uint8(this.#codes, n * columns).set(codes);
    // Nothing is placed from here on, so the views last.
    this.rows = arena.int32(this.#places.rows, n);
    this.vectors = arena.float64(this.#places.vectors, 2 * n);
    this.total = arena.float64(this.#whole, 2);
    this.#gain = arena.float64(this.#found, 1);
    this.#cut = arena.int32(this.#found + 8, 2);
  }

  /**
   * Undefined for another task, or when WebAssembly is missing or does not pay.
   *
   * @param classes number of classes, or 0 for a target of numbers
   */
  static open(
    features: CodedFeatures,
    classes: number,
    { criterion, splitter, minSamplesLeaf, minWeightLeaf }: GrowLimits,
  ): WasmNodes | undefined {
    const { rows, columns, codes } = features;
    const known = classes === 0 ? "squared_error" : "gini";
    const canDo =
      codes instanceof Uint8Array &&
      (classes === 0 || classes === 2) &&
      criterion === known &&
      splitter === "best" &&
      minSamplesLeaf <= 1;
    if (!canDo || rows * columns < LEAST) return undefined;
    const arena = Arena.open(rows * (columns + 24) + 8192);
    return arena && new WasmNodes(arena, features, classes, minWeightLeaf);
  }

  /** Sets `total` to the sum over the rows of a node. */
  sum(start: number, end: number): void {
    const { rows, vectors } = this.#places;
    this.#arena.kernels.sumVectors(rows, start, end, vectors, this.#whole);
  }

  /** Looks for the best cut of a column: 0 when all rows have one code, 1 when no cut keeps the limits, else 2. */
  find(feature: number, start: number, end: number): number {
    const { rows: n, starts } = this.#features;
    const { rows, vectors } = this.#places;
    return this.#arena.kernels.bestCut(
      this.#codes + feature * n,
      starts[feature + 1] - starts[feature],
      rows,
      start,
      end,
      vectors,
      this.#bins,
      this.#marks,
      this.#whole,
      this.#minWeight,
      this.#numbers,
      this.#found,
    );
  }

  /** The gain of the cut that `find` has found, comparable inside one node only. */
  get gain(): number {
    return this.#gain[0];
  }
  /** The codes on both sides of it. */
  get code(): number {
    return this.#cut[0];
  }
  get nextCode(): number {
    return this.#cut[1];
  }

  /** Moves the rows with codes up to `code` before the others; both keep their order. @returns the place of the first of the others */
  part(feature: number, code: number, start: number, end: number): number {
    const { rows, scratch } = this.#places;
    const codes = this.#codes + feature * this.#features.rows;
    return this.#arena.kernels.part(codes, rows, start, end, code, NO_CODE, scratch);
  }
}
