import type { Matrix } from "../table/matrix.ts";
import { fullDistance, type Metric, reduced, reducedDistances } from "./distance.ts";
import { KdTree } from "./kd-tree.ts";
import { Nearest } from "./nearest.ts";

/** Past this many columns boxes overlap so much that looking at every row is faster. */
const TREE_COLUMNS = 15;
const TREE_ROWS = 256;

/** The nearest rows of several points. */
export interface Neighbours {
  /** Row numbers, points x k, nearest first; equal distances in the order of the rows. */
  readonly indices: Int32Array;
  /** Their distances. */
  readonly distances: Float64Array;
  readonly k: number;
}

/** Finds the rows near a point: by a k-d tree for few columns, else by looking at every row. Both give the same rows and digits. */
export class NeighbourIndex {
  #rows: Matrix;
  #metric: Metric;
  #tree: KdTree | undefined;
  #scratch: Float64Array | undefined;

  constructor(rows: Matrix, metric: Metric) {
    this.#rows = rows;
    this.#metric = metric;
    if (rows.columns <= TREE_COLUMNS && rows.rows >= TREE_ROWS)
      this.#tree = new KdTree(rows, metric);
  }

  /** The k nearest rows of each point. */
  nearest(points: Matrix, k: number): Neighbours {
    const found = new Nearest(k);
    const indices = new Int32Array(points.rows * k);
    const distances = new Float64Array(points.rows * k);
    for (let i = 0; i < points.rows; i++) {
      found.clear();
      if (this.#tree !== undefined) this.#tree.nearest(points.data, i * points.columns, found);
      else this.#scan(points, i, found);
      indices.set(found.rows, i * k);
      for (let n = 0; n < k; n++)
        distances[i * k + n] = fullDistance(this.#metric, found.distances[n]);
    }
    return { indices, distances, k };
  }

  #scan(points: Matrix, i: number, found: Nearest): void {
    const distances = this.#distances(points, i);
    for (let r = 0; r < distances.length; r++)
      if (distances[r] <= found.limit) found.offer(r, distances[r]);
  }

  #distances(points: Matrix, i: number): Float64Array {
    const { data, rows, columns: p } = this.#rows;
    this.#scratch ??= new Float64Array(rows);
    reducedDistances(this.#metric, points.data, i * p, data, p, 0, rows, this.#scratch);
    return this.#scratch;
  }

  /** The rows at most `radius` away from row i of `points`, rising. */
  within(points: Matrix, i: number, radius: number): Int32Array {
    const p = this.#rows.columns;
    const limit = reduced(this.#metric, radius);
    const found: number[] = [];
    if (this.#tree !== undefined)
      this.#tree.within(points.data, i * p, limit, (row) => found.push(row));
    else
      this.#distances(points, i).forEach((distance, row) => {
        if (distance <= limit) found.push(row);
      });
    return Int32Array.from(found).sort();
  }
}
