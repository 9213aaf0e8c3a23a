import type { TreeNodes } from "./nodes.ts";

/**
 * Prunes a tree by minimal cost-complexity: the subtree with the least increase of impurity per leaf goes first, while that increase
 * is at most alpha (Breiman, Friedman, Olshen, Stone 1984, section 3.3).
 *
 * @param alpha ≥ 0, in units of impurity (weighted by each node's share of the rows)
 */
export function prune(tree: TreeNodes, alpha: number): TreeNodes {
  const { childrenLeft, childrenRight, impurity, weightedNNodeSamples } = tree;
  const n = tree.feature.length;
  const parent = new Int32Array(n).fill(-1);
  const own = new Float64Array(n);
  const below = new Float64Array(n);
  const leaves = new Int32Array(n);
  const isLeaf = new Uint8Array(n);
  for (let node = n - 1; node >= 0; node--) {
    own[node] = (impurity[node] * weightedNNodeSamples[node]) / weightedNNodeSamples[0];
    const left = childrenLeft[node];
    const right = childrenRight[node];
    if (left < 0) {
      isLeaf[node] = 1;
      leaves[node] = 1;
      below[node] = own[node];
      continue;
    }
    parent[left] = node;
    parent[right] = node;
    leaves[node] = leaves[left] + leaves[right];
    below[node] = below[left] + below[right];
  }
  const gone = new Uint8Array(n);
  while (isLeaf[0] === 0) {
    let weakest = -1;
    let least = Number.POSITIVE_INFINITY;
    for (let node = 0; node < n; node++) {
      if (isLeaf[node] || gone[node]) continue;
      const cost = (own[node] - below[node]) / (leaves[node] - 1);
      if (cost < least) {
        least = cost;
        weakest = node;
      }
    }
    if (least > alpha) break;
    const fewer = leaves[weakest] - 1;
    const more = own[weakest] - below[weakest];
    isLeaf[weakest] = 1;
    markGone(tree, weakest, gone);
    for (let node = weakest; node >= 0; node = parent[node]) {
      leaves[node] -= fewer;
      below[node] += more;
    }
  }
  return subtree(tree, isLeaf, gone);
}

function markGone(tree: TreeNodes, from: number, gone: Uint8Array): void {
  const open = [tree.childrenLeft[from], tree.childrenRight[from]];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    gone[node] = 1;
    if (tree.childrenLeft[node] >= 0) open.push(tree.childrenLeft[node], tree.childrenRight[node]);
  }
}

/** Keeps the nodes that are left, in their order. */
function subtree(tree: TreeNodes, isLeaf: Uint8Array, gone: Uint8Array): TreeNodes {
  const kept: number[] = [];
  const index = new Int32Array(gone.length).fill(-1);
  for (let node = 0; node < gone.length; node++)
    if (!gone[node]) {
      index[node] = kept.length;
      kept.push(node);
    }
  const { outputs } = tree;
  const value = new Float64Array(kept.length * outputs);
  kept.forEach((node, i) => {
    for (let k = 0; k < outputs; k++) value[i * outputs + k] = tree.value[node * outputs + k];
  });
  const child = (of: Int32Array) =>
    Int32Array.from(kept, (node) => (isLeaf[node] ? -1 : index[of[node]]));
  return {
    outputs,
    feature: Int32Array.from(kept, (node) => (isLeaf[node] ? -1 : tree.feature[node])),
    threshold: Float64Array.from(kept, (node) =>
      isLeaf[node] ? Number.NaN : tree.threshold[node],
    ),
    childrenLeft: child(tree.childrenLeft),
    childrenRight: child(tree.childrenRight),
    impurity: Float64Array.from(kept, (node) => tree.impurity[node]),
    nNodeSamples: Int32Array.from(kept, (node) => tree.nNodeSamples[node]),
    weightedNNodeSamples: Float64Array.from(kept, (node) => tree.weightedNNodeSamples[node]),
    value,
  };
}
