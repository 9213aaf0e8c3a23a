import type { Matrix } from "../base/matrix.ts";
import { fullDistance, type Metric, reduced, reducedDistances } from "./distance.ts";
import { KdTree } from "./kd-tree.ts";
import { Nearest } from "./nearest.ts";
import { openPairs } from "./open-pairs.ts";
import type { PairSearch } from "./pair-search.ts";

/** Past this many columns boxes overlap so much that looking at every row is faster. */
const TREE_COLUMNS = 15;
/** Past this many columns the nearest rows are found faster by looking at every row in WebAssembly. */
const FEW_COLUMNS = 5;
const TREE_ROWS = 256;

/** The nearest rows of several points. */
export interface Neighbours {
  /** Row numbers, points x k, nearest first; equal distances in the order of the rows. */
  readonly indices: Int32Array;
  /** Their distances. */
  readonly distances: Float64Array;
  readonly k: number;
}

/** Finds the rows near a point: by a k-d tree for few columns, else by looking at every row. All ways give the same rows and digits. */
export class NeighbourIndex {
  readonly #rows: Matrix;
  readonly #metric: Metric;
  #madeTree: KdTree | undefined;
  #madePairs: PairSearch | undefined;
  #scratch: Float64Array | undefined;

  constructor(rows: Matrix, metric: Metric) {
    this.#rows = rows;
    this.#metric = metric;
  }

  /** The tree, where it is faster than looking at every row in TypeScript. */
  get #tree(): KdTree | undefined {
    const { rows, columns } = this.#rows;
    if (columns > TREE_COLUMNS || rows < TREE_ROWS) return undefined;
    this.#madeTree ??= new KdTree(this.#rows, this.#metric);
    return this.#madeTree;
  }

  /** The search of all pairs, which knows one metric. */
  get #pairs(): PairSearch | undefined {
    if (this.#metric !== "euclidean") return undefined;
    this.#madePairs ??= openPairs(this.#rows);
    return this.#madePairs;
  }

  /** The k nearest rows of each point, or of those from `start` to `end`. */
  nearest(points: Matrix, k: number, start = 0, end = points.rows): Neighbours {
    const pairs = this.#rows.columns > FEW_COLUMNS ? this.#pairs : undefined;
    const tree = pairs?.isFast ? undefined : this.#tree;
    if (pairs !== undefined && tree === undefined) {
      const { rows, distances } = pairs.nearest(points, start, end, k);
      return { indices: rows, distances: distances.map(Math.sqrt), k };
    }
    const found = new Nearest(k);
    const indices = new Int32Array((end - start) * k);
    const distances = new Float64Array((end - start) * k);
    for (let i = start; i < end; i++) {
      found.clear();
      if (tree !== undefined) tree.nearest(points.data, i * points.columns, found);
      else this.#scan(points, i, found);
      const at = (i - start) * k;
      indices.set(found.rows, at);
      for (let n = 0; n < k; n++)
        distances[at + n] = fullDistance(this.#metric, found.distances[n]);
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
    const limit = reduced(this.#metric, radius);
    const tree = this.#tree;
    const pairs = tree === undefined ? this.#pairs : undefined;
    if (pairs !== undefined) return pairs.within(points, i, limit);
    const found: number[] = [];
    if (tree !== undefined)
      tree.within(points.data, i * this.#rows.columns, limit, (row) => found.push(row));
    else
      this.#distances(points, i).forEach((distance, row) => {
        if (distance <= limit) found.push(row);
      });
    return Int32Array.from(found).sort();
  }
}
