import type { Matrix } from "../base/matrix.ts";
import { WasmTrees } from "../tree/wasm-trees.ts";
import { type Iteration, startRaw } from "./boost.ts";
import { addTree, type HistTree } from "./hist-tree.ts";

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
export function rawOf(model: BoostedTrees, matrix: Matrix): Float64Array {
  const raw = startRaw(model.start, matrix.rows);
  for (let k = 0; k < model.start.length; k++) {
    const trees = model.iterations.map((iteration) => iteration[k]);
    const values = trees.map(({ value }) => value);
    const fast = WasmTrees.open(trees, values, 1, matrix);
    if (fast !== undefined) fast.add(matrix, 0, matrix.rows, raw, k * matrix.rows);
    else addTrees(trees, matrix, raw, k * matrix.rows);
  }
  return raw;
}

/** Adds the leaf values of trees in TypeScript. */
export function addTrees(
  trees: readonly HistTree[],
  matrix: Matrix,
  raw: Float64Array,
  at: number,
): void {
  for (let from = 0; from < matrix.rows; from += BLOCK)
    for (const tree of trees)
      addTree(tree, matrix, raw, at, from, Math.min(matrix.rows, from + BLOCK));
}

/** The same after each iteration; the array is overwritten by the next one. */
export function* stagedRaw(
  { start, iterations }: BoostedTrees,
  matrix: Matrix,
): Generator<Float64Array> {
  const raw = startRaw(start, matrix.rows);
  for (const iteration of iterations) {
    iteration.forEach((tree, k) => {
      addTree(tree, matrix, raw, k * matrix.rows, 0, matrix.rows);
    });
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
