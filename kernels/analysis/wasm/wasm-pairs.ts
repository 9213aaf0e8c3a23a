import { columnMeans } from "../neighbours/centred.ts";
import type { NearestRows, PairSearch } from "../neighbours/pair-search.ts";
import type { Matrix } from "../table/matrix.ts";
import { Arena } from "./arena.ts";

/** Fewer numbers than this are not worth a copy. */
const LEAST = 2048;
/** Bytes of rows that stay in the nearest cache while the points pass by. */
const TILE_BYTES = 16_384;
/** Most points whose nearest are held at once, and most bytes for them. */
const POINTS = 1024;
const FOUND_BYTES = 2 ** 24;
/** Rows in a block, and points that are compared together. */
const ROWS = 8;
const GROUP = 4;
/** Past these sizes scaled squares leave the range of single precision. */
const SMALLEST = 1e-100;
const LARGEST = 1e100;
const FARTHEST = 1e30;

/** Where the arrays of a search lie. */
interface Room {
  readonly points: number;
  readonly k: number;
  readonly exact: number;
  readonly doubled: number;
  readonly lowest: number;
  readonly found: number;
  readonly distances: number;
  readonly counts: number;
}

/** The nearest rows by looking at all pairs, in WebAssembly; the twin of `AllPairs`, with the same rows and digits. */
export class WasmPairs implements PairSearch {
  readonly isFast = true;
  readonly #arena: Arena;
  readonly #rows: number;
  readonly #p: number;
  readonly #blocks: number;
  readonly #mean: Float64Array;
  /** A power of two: no centred value is above 1 in size when multiplied with it. */
  readonly #scale: number;
  /** Share of a square by which single precision may be off. */
  readonly #slack: number;
  readonly #packed: number;
  readonly #lows: number;
  readonly #data: number;
  #room = 0;
  #roomBytes = 0;
  #within: number | undefined;

  private constructor(arena: Arena, rows: Matrix, mean: Float64Array, scale: number) {
    const { data, rows: n, columns: p } = rows;
    this.#arena = arena;
    this.#rows = n;
    this.#p = p;
    this.#blocks = Math.ceil(n / ROWS);
    this.#mean = mean;
    this.#scale = scale;
    // Conversion, p products and additions, four times what they can be off.
    this.#slack = (p + 16) * 2 ** -22;
    this.#data = arena.place(n * p * 8);
    this.#packed = arena.place(this.#blocks * ROWS * p * 4);
    this.#lows = arena.place(this.#blocks * ROWS * 4);
    arena.float64(this.#data, n * p).set(data.subarray(0, n * p));
    const packed = arena.float32(this.#packed, this.#blocks * ROWS * p);
    const lows = arena.float32(this.#lows, this.#blocks * ROWS).fill(Number.POSITIVE_INFINITY);
    for (let i = 0; i < n; i++) {
      const block = Math.floor(i / ROWS) * p;
      let norm = 0;
      for (let j = 0; j < p; j++) {
        const x = (data[i * p + j] - mean[j]) * scale;
        packed[(block + j) * ROWS + (i % ROWS)] = x;
        norm += x * x;
      }
      lows[i] = this.#lowered(norm);
    }
  }

  /** Copies the rows into a memory of its own; undefined when that is impossible or does not pay. */
  static open(rows: Matrix): WasmPairs | undefined {
    const { data, rows: n, columns: p } = rows;
    if (n * p < LEAST) return undefined;
    const mean = columnMeans(rows);
    let largest = 0;
    for (let i = 0, at = 0; i < n; i++)
      for (let j = 0; j < p; j++, at++) largest = Math.max(largest, Math.abs(data[at] - mean[j]));
    if (!(largest <= LARGEST) || (largest > 0 && largest < SMALLEST)) return undefined;
    const scale = largest === 0 ? 1 : 2 ** -Math.ceil(Math.log2(largest));
    const arena = Arena.open((n + ROWS) * (p * 12 + 4) + 64);
    return arena && new WasmPairs(arena, rows, mean, scale);
  }

  nearest(points: Matrix, start: number, end: number, k: number): NearestRows {
    const rows = new Int32Array((end - start) * k);
    const distances = new Float64Array((end - start) * k);
    const room = this.#roomFor(k, end - start);
    for (let first = start; first < end; first += room.points) {
      const count = Math.min(room.points, end - first);
      this.#search(points, first, count, room);
      rows.set(this.#arena.int32(room.found, count * k), (first - start) * k);
      distances.set(this.#arena.float64(room.distances, count * k), (first - start) * k);
    }
    return { rows, distances };
  }

  #search(points: Matrix, first: number, count: number, room: Room): void {
    const { kernels } = this.#arena;
    const { k } = room;
    const p = this.#p;
    const scale = this.#scale * this.#scale;
    this.#setPoints(points, first, count, room);
    const tile = Math.max(8, Math.floor(TILE_BYTES / (4 * ROWS * p)));
    for (let block = 0; block < this.#blocks; block += tile) {
      const last = Math.min(this.#blocks, block + tile);
      for (let q = 0; q < count; q += GROUP)
        kernels.offerBlocks(
          this.#packed,
          this.#lows,
          this.#data,
          this.#rows,
          p,
          block,
          last,
          room.exact + q * p * 8,
          room.doubled + q * p * 4,
          room.lowest + q * 8,
          room.found + q * k * 4,
          room.distances + q * k * 8,
          room.counts + q * 4,
          k,
          scale,
        );
    }
  }

  #setPoints({ data }: Matrix, first: number, count: number, room: Room): void {
    const p = this.#p;
    const exact = this.#arena.float64(room.exact, room.points * p);
    const doubled = this.#arena.float32(room.doubled, room.points * p);
    const lowest = this.#arena.float64(room.lowest, room.points);
    exact.set(data.subarray(first * p, (first + count) * p));
    for (let q = 0; q < count; q++) {
      const group = q - (q % GROUP);
      lowest[q] = this.#setPoint(data, first + q, doubled, group * p + (q % GROUP), GROUP);
    }
    // Points that fill the last group are not there.
    this.#arena.int32(room.counts, room.points).fill(0, 0, count).fill(-1, count);
  }

  /** Writes twice the point in single precision; gives what its square is at least, not a number when it is too far away for that. */
  #setPoint(
    data: Float64Array,
    point: number,
    doubled: Float32Array,
    at: number,
    step: number,
  ): number {
    const p = this.#p;
    let norm = 0;
    for (let j = 0; j < p; j++) {
      const x = (data[point * p + j] - this.#mean[j]) * this.#scale;
      doubled[at + j * step] = 2 * x;
      norm += x * x;
    }
    // Each product of numbers near 0 may be off by 2^-149, with rows of at most 1 and this point.
    return norm < FARTHEST ? this.#lowered(norm) - 1e-38 * p * (1 + norm) : Number.NaN;
  }

  /** What a square is at least when a scalar product may be off by the slack; rounded down where it is stored in single precision. */
  #lowered(norm: number): number {
    return norm * (1 - this.#slack) - 1e-38;
  }

  within(points: Matrix, point: number, limit: number): Int32Array {
    const p = this.#p;
    const arena = this.#arena;
    this.#within ??= arena.place(p * 8 + p * 4 + 16 + this.#rows * 4);
    const exact = this.#within;
    const doubled = exact + p * 8;
    const found = doubled + p * 4;
    arena.float64(exact, p).set(points.data.subarray(point * p, (point + 1) * p));
    const lowest = this.#setPoint(points.data, point, arena.float32(doubled, p), 0, 1);
    const scaled = limit * this.#scale * this.#scale - lowest;
    const bound = scaled + Math.abs(scaled) * 2 ** -22;
    const count = arena.kernels.within(
      this.#packed,
      this.#lows,
      this.#data,
      this.#rows,
      p,
      exact,
      doubled,
      limit,
      bound,
      found,
    );
    return arena.int32(found, count).slice();
  }

  #roomFor(k: number, count: number): Room {
    const p = this.#p;
    const fitting = Math.max(GROUP, Math.min(POINTS, Math.floor(FOUND_BYTES / (12 * k))));
    const points = GROUP * Math.ceil(Math.min(fitting, count) / GROUP);
    const bytes = points * (p * 12 + k * 12 + 12);
    if (bytes > this.#roomBytes) {
      this.#room = this.#arena.place(bytes);
      this.#roomBytes = bytes;
    }
    // Doubles first: all places stay multiples of 16, as groups have four points.
    const lowest = this.#room + points * p * 8;
    const distances = lowest + points * 8;
    const doubled = distances + points * k * 8;
    const found = doubled + points * p * 4;
    const counts = found + points * k * 4;
    return { points, k, exact: this.#room, lowest, distances, doubled, found, counts };
  }
}
