import type { TreeNodes } from "../tree/nodes.ts";

/**
 * A tree laid out for reading: a leaf asks a question too, whose both answers are the leaf itself, so that rows which have arrived can wait for
 * others without a branch.
 */
export interface PackedTree {
  readonly feature: Int32Array;
  readonly threshold: Float64Array;
  /** Left child of node i at 2i, right child at 2i + 1. */
  readonly children: Int32Array;
}

/** Lays out a tree. */
export function packTree(tree: TreeNodes): PackedTree {
  const n = tree.feature.length;
  const feature = tree.feature.map((column) => Math.max(0, column));
  const threshold = tree.threshold.slice();
  const children = new Int32Array(2 * n);
  for (let node = 0; node < n; node++) {
    const isLeaf = tree.feature[node] < 0;
    if (isLeaf) threshold[node] = Number.POSITIVE_INFINITY;
    children[2 * node] = isLeaf ? node : tree.childrenLeft[node];
    children[2 * node + 1] = isLeaf ? node : tree.childrenRight[node];
  }
  return { feature, threshold, children };
}

/** Adds the values of the leaves that rows reach: `outputs` numbers per row and node. */
export function addLeaves(
  { feature, threshold, children }: PackedTree,
  values: Float64Array,
  outputs: number,
  { data, columns }: { data: Float64Array; columns: number },
  start: number,
  end: number,
  out: Float64Array,
): void {
  let row = start;
  // Four rows go down together: while one waits for memory the others do not. The sum with + is no branch that could be guessed wrong.
  for (; row + 3 < end; row += 4) {
    const base0 = row * columns;
    const base1 = base0 + columns;
    const base2 = base1 + columns;
    const base3 = base2 + columns;
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    for (;;) {
      const nextA = children[2 * a + +(data[base0 + feature[a]] > threshold[a])];
      const nextB = children[2 * b + +(data[base1 + feature[b]] > threshold[b])];
      const nextC = children[2 * c + +(data[base2 + feature[c]] > threshold[c])];
      const nextD = children[2 * d + +(data[base3 + feature[d]] > threshold[d])];
      if (((nextA ^ a) | (nextB ^ b) | (nextC ^ c) | (nextD ^ d)) === 0) break;
      a = nextA;
      b = nextB;
      c = nextC;
      d = nextD;
    }
    for (let k = 0; k < outputs; k++) {
      const at = row * outputs + k;
      out[at] += values[a * outputs + k];
      out[at + outputs] += values[b * outputs + k];
      out[at + 2 * outputs] += values[c * outputs + k];
      out[at + 3 * outputs] += values[d * outputs + k];
    }
  }
  for (; row < end; row++) {
    let node = 0;
    let next = -1;
    while (next !== node) {
      if (next >= 0) node = next;
      next = children[2 * node + +(data[row * columns + feature[node]] > threshold[node])];
    }
    for (let k = 0; k < outputs; k++) out[row * outputs + k] += values[node * outputs + k];
  }
}
