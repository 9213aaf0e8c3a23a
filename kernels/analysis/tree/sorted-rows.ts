import type { CodedFeatures } from "./codes.ts";

/**
 * The rows of a tree in the order of every column, kept so while nodes are split: a node is the same range in each list. Pays when all
 * columns are tried at every node (SLIQ: Mehta, Agrawal, Rissanen 1996).
 */
export class SortedRows {
  readonly #features: CodedFeatures;
  readonly #all: Int32Array;
  readonly #goesLeft: Uint8Array;
  readonly #scratch: Int32Array;
  readonly #scratchCodes: Int32Array;
  /** Weight (at 2 · row) and target (next to it). */
  readonly pairs: Float64Array;
  /** The rows in the order of column j begin at j * stride. */
  readonly order: Int32Array;
  /** Their codes, in the same places. */
  readonly codes: Int32Array;
  readonly stride: number;

  constructor(features: CodedFeatures, pairs: Float64Array) {
    const { rows, columns } = features;
    this.#features = features;
    this.stride = rows;
    this.#all = new Int32Array(rows * columns);
    for (let j = 0; j < columns; j++) sortColumn(features, j, this.#all);
    this.order = new Int32Array(rows * columns);
    this.codes = new Int32Array(rows * columns);
    this.pairs = pairs;
    this.#goesLeft = new Uint8Array(rows);
    this.#scratch = new Int32Array(rows);
    this.#scratchCodes = new Int32Array(rows);
  }

  /** Begins a tree: takes the rows that have a weight. */
  open(): void {
    const { codes, columns } = this.#features;
    for (let j = 0; j < columns; j++) {
      const base = j * this.stride;
      let n = base;
      for (let i = base; i < base + this.stride; i++) {
        const row = this.#all[i];
        if (this.pairs[2 * row] <= 0) continue;
        this.codes[n] = codes[base + row];
        this.order[n++] = row;
      }
    }
  }

  /** Parts a node, whose rows are already parted in `rows`, in the lists of all columns. */
  part(rows: Int32Array, start: number, middle: number, end: number): void {
    const goesLeft = this.#goesLeft;
    for (let i = start; i < middle; i++) goesLeft[rows[i]] = 1;
    for (let i = middle; i < end; i++) goesLeft[rows[i]] = 0;
    const { order, codes } = this;
    const scratch = this.#scratch;
    const scratchCodes = this.#scratchCodes;
    for (let j = 0; j < this.#features.columns; j++) {
      const from = j * this.stride + start;
      partList(order, codes, from, j * this.stride + end, goesLeft, scratch, scratchCodes);
    }
  }
}

/** Counting sort by code; equal codes keep the order of rows. */
function sortColumn(features: CodedFeatures, column: number, out: Int32Array): void {
  const { codes, rows, starts } = features;
  const base = column * rows;
  const next = new Int32Array(starts[column + 1] - starts[column] + 1);
  for (let i = 0; i < rows; i++) next[codes[base + i] + 1]++;
  for (let c = 1; c < next.length; c++) next[c] += next[c - 1];
  for (let i = 0; i < rows; i++) out[base + next[codes[base + i]]++] = i;
}

function partList(
  order: Int32Array,
  codes: Int32Array,
  start: number,
  end: number,
  goesLeft: Uint8Array,
  scratch: Int32Array,
  scratchCodes: Int32Array,
): void {
  let left = start;
  let right = 0;
  for (let i = start; i < end; i++) {
    const row = order[i];
    const code = codes[i];
    // Both are written and one is kept: no branch to guess wrong.
    const isLeft = goesLeft[row];
    order[left] = row;
    codes[left] = code;
    scratch[right] = row;
    scratchCodes[right] = code;
    left += isLeft;
    right += 1 - isLeft;
  }
  for (let i = 0; i < right; i++) {
    order[left + i] = scratch[i];
    codes[left + i] = scratchCodes[i];
  }
}
