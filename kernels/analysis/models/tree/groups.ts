import type { CodedFeatures } from "./codes.ts";
import { insertionOrder, radixOrder } from "./node-order.ts";
import type { SortedRows } from "./sorted-rows.ts";

/**
 * The rows of one node under one feature, as groups of equal code in rising order: how many rows each has and the sums of its lanes.
 * Lanes are what an impurity is computed from: the weight of each class, or weight and weighted target.
 */
export class Groups {
  readonly #features: CodedFeatures;
  readonly #lanes: number;
  readonly #classes: boolean;
  readonly #nodeCodes: Int32Array;
  readonly #order: Int32Array;
  readonly #scratch: Int32Array;
  readonly #buckets = new Int32Array(256);
  readonly #range = new Int32Array(2);
  readonly #binCount: Int32Array;
  readonly #binSums: Float64Array;
  /** Code of each group. */
  readonly code: Int32Array;
  /** Rows of each group. */
  readonly count: Int32Array;
  /** Lane sums of each group. */
  readonly sums: Float64Array;
  /** Number of groups. */
  length = 0;
  /** Smallest and largest code in the node, after `gather`. */
  minCode = 0;
  maxCode = 0;

  /**
   * @param lanes number of lanes: the number of classes, or 2
   * @param classes whether a row's target is a class (its lane gets the row's weight) or a number
   */
  constructor(features: CodedFeatures, lanes: number, classes: boolean) {
    const { rows, columns, starts } = features;
    let widest = 0;
    for (let j = 0; j < columns; j++) widest = Math.max(widest, starts[j + 1] - starts[j]);
    this.#features = features;
    this.#lanes = lanes;
    this.#classes = classes;
    this.#nodeCodes = new Int32Array(rows);
    this.#order = new Int32Array(rows);
    this.#scratch = new Int32Array(rows);
    this.#binCount = new Int32Array(widest);
    this.#binSums = new Float64Array(widest * lanes);
    this.code = new Int32Array(Math.max(2, widest));
    this.count = new Int32Array(Math.max(2, widest));
    this.sums = new Float64Array(Math.max(2, widest) * lanes);
  }

  /** Reads the codes of a node's rows; false when they are all the same. */
  gather(feature: number, rows: Int32Array, start: number, end: number): boolean {
    const { codes, rows: stride } = this.#features;
    if (codes instanceof Uint8Array)
      gatherBytes(codes, feature * stride, rows, start, end, this.#nodeCodes, this.#range);
    else gatherInts(codes, feature * stride, rows, start, end, this.#nodeCodes, this.#range);
    this.minCode = this.#range[0];
    this.maxCode = this.#range[1];
    return this.maxCode > this.minCode;
  }

  /** Makes the groups of all codes of the gathered feature. */
  fill(n: number, target: Float64Array, weight: Float64Array): void {
    // A histogram costs its range, sorting costs its rows.
    if (this.maxCode - this.minCode < 4 * n) this.#fillByHistogram(n, target, weight);
    else this.#fillBySorting(n, target, weight);
  }

  /** Makes two groups of the gathered feature: codes up to `code`, and above. */
  fillTwo(code: number, n: number, target: Float64Array, weight: Float64Array): void {
    const lanes = this.#lanes;
    const nodeCodes = this.#nodeCodes;
    const { sums, count } = this;
    sums.fill(0, 0, 2 * lanes);
    let left = 0;
    for (let i = 0; i < n; i++) {
      const isRight = nodeCodes[i] > code ? 1 : 0;
      left += 1 - isRight;
      if (this.#classes) sums[isRight * lanes + target[i]] += weight[i];
      else {
        sums[isRight * lanes] += weight[i];
        sums[isRight * lanes + 1] += weight[i] * target[i];
      }
    }
    count[0] = left;
    count[1] = n - left;
    this.code[0] = code;
    this.code[1] = code + 1;
    this.length = 2;
  }

  /** Makes the groups of rows in order; false when they all have the same code. */
  fillSorted({ order, codes, pairs }: SortedRows, from: number, to: number): boolean {
    if (codes[from] === codes[to - 1]) return false;
    this.length = this.#classes
      ? groupClasses(codes, order, from, to, pairs, this.#lanes, this)
      : groupNumbers(codes, order, from, to, pairs, this);
    return true;
  }

  #fillByHistogram(n: number, target: Float64Array, weight: Float64Array): void {
    const lanes = this.#lanes;
    const min = this.minCode;
    const binCount = this.#binCount;
    const binSums = this.#binSums;
    if (this.#classes)
      addClasses(this.#nodeCodes, min, n, target, weight, lanes, binCount, binSums);
    else addNumbers(this.#nodeCodes, min, n, target, weight, binCount, binSums);
    const { code, count, sums } = this;
    const range = this.maxCode - min + 1;
    let g = 0;
    for (let bin = 0; bin < range; bin++) {
      if (binCount[bin] === 0) continue;
      code[g] = bin + min;
      count[g] = binCount[bin];
      binCount[bin] = 0;
      for (let k = 0; k < lanes; k++) {
        sums[g * lanes + k] = binSums[bin * lanes + k];
        binSums[bin * lanes + k] = 0;
      }
      g++;
    }
    this.length = g;
  }

  #fillBySorting(n: number, target: Float64Array, weight: Float64Array): void {
    const lanes = this.#lanes;
    const nodeCodes = this.#nodeCodes;
    const order =
      n <= 48
        ? insertionOrder(nodeCodes, n, this.#order)
        : radixOrder(nodeCodes, n, this.minCode, this.maxCode, {
            order: this.#order,
            scratch: this.#scratch,
            buckets: this.#buckets,
          });
    const { code, count, sums } = this;
    let g = -1;
    let last = -1;
    for (let i = 0; i < n; i++) {
      const at = order[i];
      const c = nodeCodes[at];
      if (c !== last) {
        g++;
        last = c;
        code[g] = c;
        count[g] = 0;
        for (let k = 0; k < lanes; k++) sums[g * lanes + k] = 0;
      }
      count[g]++;
      if (this.#classes) sums[g * lanes + target[at]] += weight[at];
      else {
        sums[g * 2] += weight[at];
        sums[g * 2 + 1] += weight[at] * target[at];
      }
    }
    this.length = g + 1;
  }
}

// One function per element kind: a loop that sees both is compiled for neither.
function gatherBytes(
  codes: Uint8Array,
  base: number,
  rows: Int32Array,
  start: number,
  end: number,
  out: Int32Array,
  range: Int32Array,
): void {
  let min = 2147483647;
  let max = 0;
  for (let i = start; i < end; i++) {
    const code = codes[base + rows[i]];
    out[i - start] = code;
    if (code < min) min = code;
    if (code > max) max = code;
  }
  range[0] = min;
  range[1] = max;
}

function gatherInts(
  codes: Int32Array,
  base: number,
  rows: Int32Array,
  start: number,
  end: number,
  out: Int32Array,
  range: Int32Array,
): void {
  let min = 2147483647;
  let max = 0;
  for (let i = start; i < end; i++) {
    const code = codes[base + rows[i]];
    out[i - start] = code;
    if (code < min) min = code;
    if (code > max) max = code;
  }
  range[0] = min;
  range[1] = max;
}

function addClasses(
  codes: Int32Array,
  min: number,
  n: number,
  target: Float64Array,
  weight: Float64Array,
  lanes: number,
  binCount: Int32Array,
  binSums: Float64Array,
): void {
  for (let i = 0; i < n; i++) {
    const bin = codes[i] - min;
    binCount[bin]++;
    binSums[bin * lanes + target[i]] += weight[i];
  }
}

function addNumbers(
  codes: Int32Array,
  min: number,
  n: number,
  target: Float64Array,
  weight: Float64Array,
  binCount: Int32Array,
  binSums: Float64Array,
): void {
  for (let i = 0; i < n; i++) {
    const bin = codes[i] - min;
    binCount[bin]++;
    binSums[2 * bin] += weight[i];
    binSums[2 * bin + 1] += weight[i] * target[i];
  }
}

function groupClasses(
  codes: Int32Array,
  order: Int32Array,
  from: number,
  to: number,
  pairs: Float64Array,
  lanes: number,
  { code, count, sums }: Groups,
): number {
  let g = -1;
  let last = -1;
  for (let i = from; i < to; i++) {
    const at = 2 * order[i];
    const c = codes[i];
    if (c !== last) {
      g++;
      last = c;
      code[g] = c;
      count[g] = 0;
      for (let k = 0; k < lanes; k++) sums[g * lanes + k] = 0;
    }
    count[g]++;
    sums[g * lanes + pairs[at + 1]] += pairs[at];
  }
  return g + 1;
}

function groupNumbers(
  codes: Int32Array,
  order: Int32Array,
  from: number,
  to: number,
  pairs: Float64Array,
  { code, count, sums }: Groups,
): number {
  let g = -1;
  let last = -1;
  for (let i = from; i < to; i++) {
    const at = 2 * order[i];
    const c = codes[i];
    if (c !== last) {
      g++;
      last = c;
      code[g] = c;
      count[g] = 0;
      sums[2 * g] = 0;
      sums[2 * g + 1] = 0;
    }
    count[g]++;
    sums[2 * g] += pairs[at];
    sums[2 * g + 1] += pairs[at] * pairs[at + 1];
  }
  return g + 1;
}
