import type { Matrix } from "../base/matrix.ts";
import type { IsolationTree } from "./isolation-tree.ts";

/** Trees up to this deep are laid out with every node that there could be. */
const FULL_DEPTH = 10;
/** Rows that pass through all trees together, so that they stay in the cache. */
const BLOCK = 1024;

/** Sums over the trees of the length of each row's way through them. */
export function pathLengths(
  trees: readonly IsolationTree[],
  matrix: Matrix,
  maxDepth: number,
): Float64Array {
  const sums = new Float64Array(matrix.rows);
  const full = maxDepth <= FULL_DEPTH ? trees.map((tree) => fullTree(tree, maxDepth)) : undefined;
  for (let start = 0; start < matrix.rows; start += BLOCK) {
    const end = Math.min(matrix.rows, start + BLOCK);
    if (full !== undefined)
      for (const tree of full) addFull(tree, maxDepth, matrix, sums, start, end);
    else for (const tree of trees) addSparse(tree, matrix, sums, start, end);
  }
  return sums;
}

/** A tree whose node i has the children 2i + 1 and 2i + 2, down to `maxDepth`; below an early leaf all rows go left. */
interface FullTree {
  readonly feature: Int32Array;
  readonly threshold: Float64Array;
  /** By place among the nodes of the last level. */
  readonly length: Float64Array;
}

function fullTree(tree: IsolationTree, maxDepth: number): FullTree {
  const inner = 2 ** maxDepth - 1;
  const out: FullTree = {
    feature: new Int32Array(inner),
    threshold: new Float64Array(inner).fill(Number.POSITIVE_INFINITY),
    length: new Float64Array(inner + 1),
  };
  const place = (node: number, at: number): void => {
    if (tree.feature[node] >= 0) {
      out.feature[at] = tree.feature[node];
      out.threshold[at] = tree.threshold[node];
      place(node + 1, 2 * at + 1);
      place(tree.right[node], 2 * at + 2);
      return;
    }
    let last = at;
    while (last < inner) last = 2 * last + 1;
    out.length[last - inner] = tree.threshold[node];
  };
  place(0, 0);
  return out;
}

/** Every row takes as many steps, without a branch that could be guessed wrong; four rows go down together. */
function addFull(
  { feature, threshold, length }: FullTree,
  maxDepth: number,
  { data, columns }: Matrix,
  sums: Float64Array,
  start: number,
  end: number,
): void {
  const inner = feature.length;
  let row = start;
  for (; row + 3 < end; row += 4) {
    const base0 = row * columns;
    const base1 = base0 + columns;
    const base2 = base1 + columns;
    const base3 = base2 + columns;
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    for (let depth = 0; depth < maxDepth; depth++) {
      a = 2 * a + 1 + +(data[base0 + feature[a]] > threshold[a]);
      b = 2 * b + 1 + +(data[base1 + feature[b]] > threshold[b]);
      c = 2 * c + 1 + +(data[base2 + feature[c]] > threshold[c]);
      d = 2 * d + 1 + +(data[base3 + feature[d]] > threshold[d]);
    }
    sums[row] += length[a - inner];
    sums[row + 1] += length[b - inner];
    sums[row + 2] += length[c - inner];
    sums[row + 3] += length[d - inner];
  }
  for (; row < end; row++) {
    let node = 0;
    for (let depth = 0; depth < maxDepth; depth++)
      node = 2 * node + 1 + +(data[row * columns + feature[node]] > threshold[node]);
    sums[row] += length[node - inner];
  }
}

function addSparse(
  { feature, threshold, right }: IsolationTree,
  { data, columns }: Matrix,
  sums: Float64Array,
  start: number,
  end: number,
): void {
  for (let row = start; row < end; row++) {
    const base = row * columns;
    let node = 0;
    let column = feature[0];
    while (column >= 0) {
      node = data[base + column] <= threshold[node] ? node + 1 : right[node];
      column = feature[node];
    }
    sums[row] += threshold[node];
  }
}
