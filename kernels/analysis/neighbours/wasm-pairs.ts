import type { Matrix } from "../base/matrix.ts";
import { Arena } from "../wasm/arena.ts";
import { packRows, ROWS, type Scaling, scalingOf, slackOf } from "../wasm/scaled.ts";
import type { NearestRows, PairSearch } from "./pair-search.ts";

/** Fewer numbers than this are not worth a copy. */
const LEAST = 2048;
/** Bytes of rows that stay in the nearest cache while the points pass by. */
const TILE_BYTES = 16_384;
/** Most points whose nearest are held at once, and most bytes for them. */
const POINTS = 1024;
const FOUND_BYTES = 2 ** 24;
/** Points that are compared together. */
const GROUP = 4;
/** Points farther away than this, in scaled squares, are not compared in single precision. */
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
  readonly #scaling: Scaling;
  /** Share of a square by which single precision may be off. */
  readonly #slack: number;
  readonly #packed: number;
  readonly #lows: number;
  readonly #data: number;
  #room = 0;
  #roomBytes = 0;
  #within: number | undefined;

  private constructor(arena: Arena, rows: Matrix, scaling: Scaling) {
    const { data, rows: n, columns: p } = rows;
    this.#arena = arena;
    this.#rows = n;
    this.#p = p;
    this.#blocks = Math.ceil(n / ROWS);
    this.#scaling = scaling;
    this.#slack = slackOf(p);
    this.#data = arena.place(n * p * 8);
    this.#packed = arena.place(this.#blocks * ROWS * p * 4);
    this.#lows = arena.place(this.#blocks * ROWS * 4);
    arena.float64(this.#data, n * p).set(data.subarray(0, n * p));
    const packed = arena.float32(this.#packed, this.#blocks * ROWS * p);
    const lows = arena.float32(this.#lows, this.#blocks * ROWS).fill(Number.POSITIVE_INFINITY);
    packRows(rows, scaling, packed, (row, square) => {
      lows[row] = this.#lowered(square);
    });
  }

  /** Copies the rows into a memory of its own; undefined when that is impossible or does not pay. */
  static open(rows: Matrix): WasmPairs | undefined {
    const { rows: n, columns: p } = rows;
    if (n * p < LEAST) return undefined;
    const scaling = scalingOf(rows);
    const arena = scaling && Arena.open((n + ROWS) * (p * 12 + 4) + 64);
    return arena && new WasmPairs(arena, rows, scaling);
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
    const scale = this.#scaling.scale ** 2;
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
    const { mean, scale } = this.#scaling;
    let norm = 0;
    for (let j = 0; j < p; j++) {
      const x = (data[point * p + j] - mean[j]) * scale;
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
    const scaled = limit * this.#scaling.scale ** 2 - lowest;
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
