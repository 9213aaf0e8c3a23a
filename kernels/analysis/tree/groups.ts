import type { CodedFeatures } from "./codes.ts";
import { collectDense, collectSparse } from "./collect.ts";
import {
  addClassBytes,
  addClassInts,
  addNumberBytes,
  addNumberInts,
  addRows,
} from "./histogram.ts";
import { groupSortedClasses, groupSortedNumbers } from "./sorted-groups.ts";
import type { SortedRows } from "./sorted-rows.ts";

/** What one node knows of its rows: their target and weight, from index 0. */
export interface NodeRows {
  readonly start: number;
  readonly end: number;
  /** Class of each row; used for classes only. */
  readonly lane: Int32Array;
  /** Target of each row, about the mean of all; used for numbers only. */
  readonly target: Float64Array;
  readonly weight: Float64Array;
}

/**
 * The rows of one node under one column, as groups of equal code in rising order, each with the sums that an impurity is computed from
 * (the weight of each class, or weight and weighted target) and, when it is asked for, the number of its rows.
 */
export class Groups {
  readonly #features: CodedFeatures;
  readonly #classes: boolean;
  readonly #bins: Float64Array;
  readonly #words: Int32Array;
  readonly #words2: Int32Array;
  readonly #nodeCodes: Int32Array;
  /** Sums per group. */
  readonly lanes: number;
  /** Numbers per group: the sums, and one more when rows are counted. */
  readonly stride: number;
  /** Code of each group. */
  readonly code: Int32Array;
  /** `stride` numbers per group. */
  readonly sums: Float64Array;
  /** Number of groups. */
  length = 0;
  /** Smallest and largest code in the node, after `gather`. */
  minCode = 0;
  maxCode = 0;

  /**
   * @param lanes number of sums: the number of classes, or 2
   * @param classes whether the target is classes or numbers
   * @param counted whether the rows of each group are counted, which takes time
   */
  constructor(features: CodedFeatures, lanes: number, classes: boolean, counted: boolean) {
    const { rows, columns, starts } = features;
    let widest = 2;
    for (let j = 0; j < columns; j++) widest = Math.max(widest, starts[j + 1] - starts[j]);
    this.#features = features;
    this.#classes = classes;
    this.lanes = lanes;
    this.stride = lanes + (counted ? 1 : 0);
    this.#nodeCodes = new Int32Array(rows);
    this.#bins = new Float64Array(widest * this.stride);
    this.#words = new Int32Array(Math.ceil(widest / 32));
    this.#words2 = new Int32Array(Math.ceil(widest / 1024));
    this.code = new Int32Array(widest);
    this.sums = new Float64Array(widest * this.stride);
  }

  /** Makes the groups of a column; false when all rows have the same code. */
  fill(feature: number, rows: Int32Array, node: NodeRows): boolean {
    const { codes, rows: height, starts } = this.#features;
    const base = feature * height;
    const { stride } = this;
    const bins = this.#bins;
    if (codes instanceof Uint8Array)
      if (this.#classes) addClassBytes(codes, base, rows, node, bins, stride);
      else addNumberBytes(codes, base, rows, node, bins, stride);
    else if (this.#classes) addClassInts(codes, base, rows, node, bins, stride);
    else addNumberInts(codes, base, rows, node, bins, stride);
    if (stride > this.lanes)
      addRows(codes, base, rows, node.start, node.end, bins, stride, this.lanes);
    const width = starts[feature + 1] - starts[feature];
    // Few rows leave most bins empty: then the bits of the full ones are quicker to find than to look at all.
    if (2 * (node.end - node.start) >= width) this.length = collectDense(bins, width, this);
    else {
      const { start, end } = node;
      this.length = collectSparse(
        codes,
        base,
        rows,
        start,
        end,
        bins,
        this.#words,
        this.#words2,
        this,
      );
    }
    return this.length > 1;
  }

  /** Makes the groups of rows in order; false when they all have the same code. */
  fillSorted(sorted: SortedRows, from: number, to: number): boolean {
    if (sorted.codes[from] === sorted.codes[to - 1]) return false;
    this.length = this.#classes
      ? groupSortedClasses(sorted, from, to, this)
      : groupSortedNumbers(sorted, from, to, this);
    return true;
  }

  /** Reads the codes of a node's rows; false when they are all the same. */
  gather(feature: number, rows: Int32Array, start: number, end: number): boolean {
    const { codes, rows: height } = this.#features;
    const base = feature * height;
    const nodeCodes = this.#nodeCodes;
    let min = 2147483647;
    let max = 0;
    for (let i = start; i < end; i++) {
      const code = codes[base + rows[i]];
      nodeCodes[i - start] = code;
      if (code < min) min = code;
      if (code > max) max = code;
    }
    this.minCode = min;
    this.maxCode = max;
    return max > min;
  }

  /** Makes two groups of the gathered column: codes up to `code`, and above. */
  fillTwo(code: number, node: NodeRows): void {
    const { stride, lanes, sums } = this;
    const nodeCodes = this.#nodeCodes;
    const { lane, target, weight } = node;
    const n = node.end - node.start;
    sums.fill(0, 0, 2 * stride);
    for (let i = 0; i < n; i++) {
      const at = nodeCodes[i] > code ? stride : 0;
      if (this.#classes) sums[at + lane[i]] += weight[i];
      else {
        sums[at] += weight[i];
        sums[at + 1] += weight[i] * target[i];
      }
      if (stride > lanes) sums[at + lanes]++;
    }
    this.code[0] = code;
    this.code[1] = code + 1;
    this.length = 2;
  }
}
