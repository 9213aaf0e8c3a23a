import type { Matrix } from "../table/matrix.ts";
import { type Iteration, startRaw } from "./boost.ts";
import { addTree } from "./hist-tree.ts";

/** Rows that pass through all trees together, so that they stay in the cache. */
const BLOCK = 1024;

/** What a boosted model has learned. Plain data. */
export interface BoostedTrees {
  /** The constants that the raw predictions start from, one per output. */
  readonly start: Float64Array;
  /** One tree per output in each iteration. */
  readonly iterations: readonly Iteration[];
}

/** Raw predictions: output k of row i at k * rows + i. */
export function rawOf({ start, iterations }: BoostedTrees, matrix: Matrix): Float64Array {
  const raw = startRaw(start, matrix.rows);
  for (let from = 0; from < matrix.rows; from += BLOCK)
    for (const iteration of iterations)
      addIteration(iteration, matrix, raw, from, Math.min(matrix.rows, from + BLOCK));
  return raw;
}

/** The same after each iteration; the array is overwritten by the next one. */
export function* stagedRaw(
  { start, iterations }: BoostedTrees,
  matrix: Matrix,
): Generator<Float64Array> {
  const raw = startRaw(start, matrix.rows);
  for (const iteration of iterations) {
    addIteration(iteration, matrix, raw, 0, matrix.rows);
    yield raw;
  }
}

/** Share of each column in the decrease of the loss over all splits; sums to 1, all 0 without a split. */
export function gainImportances({ iterations }: BoostedTrees, columns: number): Float64Array {
  const out = new Float64Array(columns);
  let sum = 0;
  for (const tree of iterations.flat())
    tree.feature.forEach((feature, node) => {
      if (feature < 0) return;
      out[feature] += tree.gain[node];
      sum += tree.gain[node];
    });
  return sum > 0 ? out.map((gain) => gain / sum) : out;
}

function addIteration(
  iteration: Iteration,
  matrix: Matrix,
  raw: Float64Array,
  from: number,
  to: number,
): void {
  iteration.forEach((tree, k) => {
    addTree(tree, matrix, raw, k * matrix.rows, from, to);
  });
}
