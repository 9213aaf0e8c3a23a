import { Arena } from "../wasm/arena.ts";
import type { BinnedFeatures } from "./bins.ts";
import {
  columnStride,
  type Histogram,
  type HistRows,
  LANES,
  type Question,
  type Scales,
} from "./hist-rows.ts";
import { countBits, gradientBits, hessianBits, scaleFor, shiftOf } from "./round.ts";
import type { BoostLimits, HistSplit, NodeSums } from "./split.ts";

/** Fewer bins than this are not worth a copy. */
const LEAST = 4096;
/** More rows leave too few bits for hessians. */
const MOST = 2 ** 23;
/** No byte is this. */
const NO_BIN = 256;
/** Bytes per bin: two 64-bit integers. */
const BIN = 16;

/** `HistRows` in WebAssembly, with the bits of `ScriptRows`; a histogram is the place of its first byte. */
export class WasmRows implements HistRows {
  readonly #arena: Arena;
  readonly #features: BinnedFeatures;
  /** Bytes per column of a histogram; not a power of two, so that columns do not fight for places in the cache. */
  readonly #stride: number;
  readonly #countBits: number;
  readonly #gradientBits: number;
  readonly #hessianBits: number;
  /** Bins, rows together, and once more columns together. */
  readonly #bins: number;
  readonly #columnBins: number;
  readonly #lastBins: number;
  readonly #gradient: number;
  readonly #hessian: number;
  readonly #pairs: number;
  readonly #rows: number;
  readonly #scratch: number;
  /** Eight numbers that a search is told, and seven that it finds. */
  readonly #ask: number;
  readonly #free: Histogram[] = [];

  private constructor(arena: Arena, features: BinnedFeatures) {
    const { rows, columns, missingBin, bins, thresholds } = features;
    this.#arena = arena;
    this.#features = features;
    this.#stride = (missingBin + 2) * BIN;
    this.#countBits = countBits(rows);
    this.#gradientBits = gradientBits(rows);
    this.#hessianBits = hessianBits(rows);
    // Rows are taken in pairs: there is room for one more.
    this.#bins = arena.place(rows * columns);
    this.#columnBins = arena.place(rows * columns);
    this.#lastBins = arena.place(columns * 4);
    this.#gradient = arena.place((rows + 1) * 8);
    this.#hessian = arena.place((rows + 1) * 8);
    this.#pairs = arena.place((rows + 1) * 16);
    this.#rows = arena.place((rows + 1) * 4);
    this.#scratch = arena.place(rows * 4);
    this.#ask = arena.place(15 * 8);
    arena.uint8(this.#bins, rows * columns).set(bins);
    arena.kernels.turn(this.#bins, rows, columns, this.#columnBins);
    arena.int32(this.#lastBins, columns).set(thresholds.map(({ length }) => length));
  }

  /** Copies the bins into a memory of its own; undefined when that is impossible or does not pay. */
  static open(features: BinnedFeatures): WasmRows | undefined {
    const { rows, columns, missingBin, bins } = features;
    if (rows * columns < LEAST || rows >= MOST || !(bins instanceof Uint8Array)) return undefined;
    const histograms = 4 * (missingBin + 2) * BIN * columns;
    const arena = Arena.open(rows * (2 * columns + 40) + 4 * columns + histograms + 512);
    return arena && new WasmRows(arena, features);
  }

  get rows(): Int32Array {
    return this.#arena.int32(this.#rows, this.#features.rows);
  }

  start(gradient: Float64Array, hessian: Float64Array): Scales {
    const { kernels } = this.#arena;
    const n = this.#features.rows;
    this.#arena.float64(this.#gradient, n).set(gradient);
    this.#arena.float64(this.#hessian, n).set(hessian);
    const gradientScale = scaleFor(kernels.largest(this.#gradient, n));
    const hessianScale = scaleFor(kernels.largest(this.#hessian, n));
    kernels.pairUp(
      this.#gradient,
      this.#hessian,
      n,
      1 / gradientScale,
      1 / hessianScale,
      shiftOf(this.#gradientBits),
      shiftOf(this.#hessianBits),
      this.#countBits,
      this.#pairs,
      this.#rows,
    );
    return { gradientScale, hessianScale };
  }

  get #bytes(): number {
    return this.#stride * this.#features.columns;
  }

  take(): Histogram {
    const old = this.#free.pop();
    if (old === undefined) return this.#arena.place(this.#bytes);
    this.#arena.uint8(old, this.#bytes).fill(0);
    return old;
  }

  give(histogram: Histogram): void {
    this.#free.push(histogram);
  }

  values(histogram: Histogram, columns: number = this.#features.columns): Float64Array {
    const { missingBin } = this.#features;
    const out = new Float64Array(columns * columnStride(missingBin));
    const words = this.#arena.int32(histogram, this.#bytes / 4);
    const unit = 2 ** -this.#gradientBits;
    const hessianUnit = 2 ** -this.#hessianBits;
    const oneHessian = 2 ** this.#countBits;
    const high = 2 ** 32 / oneHessian;
    let to = 0;
    for (let column = 0; column < columns; column++) {
      let at = (column * this.#stride) / 4;
      for (let bin = 0; bin <= missingBin; bin++, at += BIN / 4, to += LANES) {
        const low = words[at + 2] >>> 0;
        const rows = low & (oneHessian - 1);
        out[to] = (words[at + 1] * 2 ** 32 + (words[at] >>> 0)) * unit;
        out[to + 1] = ((low - rows) / oneHessian + words[at + 3] * high) * hessianUnit;
        out[to + 2] = rows;
      }
    }
    return out;
  }

  split(histogram: Histogram, node: NodeSums, limits: BoostLimits): HistSplit {
    const { columns, missingBin } = this.#features;
    const told = this.#arena.float64(this.#ask, 15);
    told[0] = node.gradient;
    told[1] = node.hessian;
    told[2] = node.rows;
    told[3] = limits.minSamplesLeaf;
    told[4] = limits.minHessian;
    told[5] = limits.l2;
    told[6] = 2 ** -this.#gradientBits;
    told[7] = 2 ** -this.#hessianBits;
    this.#arena.kernels.bestSplit(
      histogram,
      columns,
      this.#stride,
      this.#lastBins,
      missingBin,
      this.#countBits,
      this.#ask,
      this.#ask + 64,
    );
    return {
      gain: told[8],
      feature: told[9],
      bin: told[10],
      missingLeft: told[11] === 1,
      leftGradient: told[12],
      leftHessian: told[13],
      leftRows: told[14],
    };
  }

  add(start: number, end: number, histogram: Histogram): void {
    const { columns } = this.#features;
    this.#arena.kernels.addRows(
      this.#bins,
      columns,
      this.#stride,
      this.#rows,
      start,
      end,
      this.#pairs,
      histogram,
    );
  }

  subtract(parent: Histogram, child: Histogram): void {
    this.#arena.kernels.subtract(parent, child, this.#bytes);
  }

  part(start: number, end: number, { feature, bin, missingLeft }: Question): number {
    const { rows, missingBin } = this.#features;
    return this.#arena.kernels.part(
      this.#columnBins + feature * rows,
      this.#rows,
      start,
      end,
      bin,
      missingLeft ? missingBin : NO_BIN,
      this.#scratch,
    );
  }
}
