import type { Matrix } from "../base/matrix.ts";
import { select } from "../numeric/select.ts";
import { type Metric, reducedDistances } from "./distance.ts";
import type { Nearest } from "./nearest.ts";

const LEAF_ROWS = 32;

/**
 * A k-d tree (Bentley 1975; split at the median of the widest column, Friedman, Bentley and Finkel 1977). Rows are copied in tree order,
 * so that a leaf is one run of memory.
 */
export class KdTree {
  #metric: Metric;
  #p: number;
  #order: Int32Array;
  #data: Float64Array;
  /** By node of an implicit binary tree: first and last row, and the box around them. */
  #start: Int32Array;
  #end: Int32Array;
  #low: Float64Array;
  #high: Float64Array;
  #leaves: number;
  #scratch = new Float64Array(LEAF_ROWS + 1);

  constructor({ data, rows, columns: p }: Matrix, metric: Metric) {
    this.#metric = metric;
    this.#p = p;
    let depth = 0;
    while (rows >> depth > LEAF_ROWS) depth++;
    this.#leaves = 2 ** depth;
    const nodes = 2 * this.#leaves;
    this.#start = new Int32Array(nodes);
    this.#end = new Int32Array(nodes);
    this.#low = new Float64Array(nodes * p);
    this.#high = new Float64Array(nodes * p);
    this.#order = Int32Array.from({ length: rows }, (_, i) => i);
    this.#build(data, 1, 0, rows);
    this.#data = new Float64Array(rows * p);
    this.#order.forEach((row, at) => {
      this.#data.set(data.subarray(row * p, row * p + p), at * p);
    });
  }

  #build(data: Float64Array, node: number, start: number, end: number): void {
    const p = this.#p;
    const box = node * p;
    this.#start[node] = start;
    this.#end[node] = end;
    let widest = 0;
    let width = -1;
    for (let j = 0; j < p; j++) {
      let low = Number.POSITIVE_INFINITY;
      let high = Number.NEGATIVE_INFINITY;
      for (let at = start; at < end; at++) {
        const x = data[this.#order[at] * p + j];
        if (x < low) low = x;
        if (x > high) high = x;
      }
      this.#low[box + j] = low;
      this.#high[box + j] = high;
      if (high - low > width) {
        width = high - low;
        widest = j;
      }
    }
    if (node >= this.#leaves) return;
    const middle = (start + end) >> 1;
    this.#partition(data, widest, start, middle, end);
    this.#build(data, 2 * node, start, middle);
    this.#build(data, 2 * node + 1, middle, end);
  }

  /** Reorders rows so that the first half has the smaller values of a column. */
  #partition(data: Float64Array, column: number, start: number, middle: number, end: number): void {
    const p = this.#p;
    const order = this.#order;
    const values = new Float64Array(end - start);
    for (let at = start; at < end; at++) values[at - start] = data[order[at] * p + column];
    const pivot = select(values.slice(), middle - start);
    const rows = order.slice(start, end);
    let below = start;
    for (let i = 0; i < rows.length; i++) if (values[i] < pivot) order[below++] = rows[i];
    for (let i = 0; i < rows.length; i++) if (values[i] === pivot) order[below++] = rows[i];
    for (let i = 0; i < rows.length; i++) if (values[i] > pivot) order[below++] = rows[i];
  }

  /** Offers every row that can be among the nearest to the point at x[at…]. */
  nearest(x: Float64Array, at: number, found: Nearest): void {
    this.#search(1, this.#boxDistance(1, x, at), x, at, found);
  }

  #search(node: number, bound: number, x: Float64Array, at: number, found: Nearest): void {
    if (bound > found.limit) return;
    if (node >= this.#leaves) {
      const distances = this.#leafDistances(node, x, at);
      const start = this.#start[node];
      for (let r = 0; r < this.#end[node] - start; r++)
        if (distances[r] <= found.limit) found.offer(this.#order[start + r], distances[r]);
      return;
    }
    const left = this.#boxDistance(2 * node, x, at);
    const right = this.#boxDistance(2 * node + 1, x, at);
    if (left <= right) {
      this.#search(2 * node, left, x, at, found);
      this.#search(2 * node + 1, right, x, at, found);
    } else {
      this.#search(2 * node + 1, right, x, at, found);
      this.#search(2 * node, left, x, at, found);
    }
  }

  /** Calls `take` with every row whose reduced distance is at most `limit`, in no order. */
  within(x: Float64Array, at: number, limit: number, take: (row: number) => void): void {
    const open = [1];
    while (open.length > 0) {
      const node = open.pop()!;
      if (this.#boxDistance(node, x, at) > limit) continue;
      if (node < this.#leaves) {
        open.push(2 * node, 2 * node + 1);
        continue;
      }
      const distances = this.#leafDistances(node, x, at);
      const start = this.#start[node];
      for (let r = 0; r < this.#end[node] - start; r++)
        if (distances[r] <= limit) take(this.#order[start + r]);
    }
  }

  #leafDistances(node: number, x: Float64Array, at: number): Float64Array {
    const start = this.#start[node];
    const rows = this.#end[node] - start;
    reducedDistances(this.#metric, x, at, this.#data, this.#p, start, rows, this.#scratch);
    return this.#scratch;
  }

  /** Reduced distance of a point to the box of a node; never more than to a row inside, but for rounding of the last digit. */
  #boxDistance(node: number, x: Float64Array, at: number): number {
    const p = this.#p;
    const box = node * p;
    const metric = this.#metric;
    let total = 0;
    for (let j = 0; j < p; j++) {
      const value = x[at + j];
      const below = this.#low[box + j] - value;
      const above = value - this.#high[box + j];
      const d = below > 0 ? below : Math.max(above, 0);
      if (metric === "euclidean") total += d * d;
      else if (metric === "manhattan") total += d;
      else if (d > total) total = d;
    }
    // Rounding in another order of additions must not cut off a row at exactly the limit.
    return total * (1 - 1e-14);
  }
}
