import type { Matrix } from "../base/matrix.ts";
import { stream } from "../random/stream.ts";
import type { TreeNodes } from "../tree/nodes.ts";
import { WasmTrees } from "../tree/wasm-trees.ts";
import { bagCounts, type ForestJob } from "./job.ts";
import { addLeaves, packTree } from "./packed-tree.ts";

/** Rows that pass through all trees together: few enough for the cache, and so many that a tree comes there seldom. */
const BLOCK = 8192;

/** Means over the trees of the leaf values of each row: shares of the classes, or one number. Row-major. */
export function meanOfTrees(trees: readonly TreeNodes[], matrix: Matrix): Float64Array {
  const outputs = trees[0].outputs;
  const out = new Float64Array(matrix.rows * outputs);
  const leafValues = trees.map(shareOfLeaves);
  const fast = WasmTrees.open(trees, leafValues, outputs, matrix);
  if (fast === undefined) addAll(trees, leafValues, outputs, matrix, out);
  else fast.add(matrix, 0, matrix.rows, out, 0);
  for (let i = 0; i < out.length; i++) out[i] /= trees.length;
  return out;
}

/** Adds the leaf values of all trees in TypeScript. */
export function addAll(
  trees: readonly TreeNodes[],
  leafValues: readonly Float64Array[],
  outputs: number,
  matrix: Matrix,
  out: Float64Array,
): void {
  const packed = trees.map(packTree);
  for (let start = 0; start < matrix.rows; start += BLOCK) {
    const end = Math.min(matrix.rows, start + BLOCK);
    packed.forEach((tree, t) => {
      addLeaves(tree, leafValues[t], outputs, matrix, start, end, out);
    });
  }
}

/**
 * The same over the trees that did not learn from a row (Breiman 2001, section 3.1).
 *
 * @returns values as `meanOfTrees`, NaN for a row that every tree learned from
 */
export function outOfBag(
  trees: readonly TreeNodes[],
  job: ForestJob,
  matrix: Matrix,
): Float64Array {
  const outputs = trees[0].outputs;
  const out = new Float64Array(matrix.rows * outputs);
  const votes = new Int32Array(matrix.rows);
  trees.forEach((tree, index) => {
    const counts = bagCounts(job, stream(job.seed, "tree", index))!;
    const values = shareOfLeaves(tree);
    const packed = packTree(tree);
    for (let row = 0; row < matrix.rows; row++) {
      if (counts[row] > 0) continue;
      votes[row]++;
      addLeaves(packed, values, outputs, matrix, row, row + 1, out);
    }
  });
  for (let row = 0; row < matrix.rows; row++)
    for (let k = 0; k < outputs; k++)
      out[row * outputs + k] = votes[row] === 0 ? Number.NaN : out[row * outputs + k] / votes[row];
  return out;
}

/** Values of the nodes, those of classes as shares. */
function shareOfLeaves(tree: TreeNodes): Float64Array {
  const { outputs, value, weightedNNodeSamples } = tree;
  if (outputs === 1) return value;
  return value.map((weight, at) => weight / weightedNNodeSamples[Math.floor(at / outputs)]);
}
