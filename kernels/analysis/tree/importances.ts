import type { TreeNodes } from "./nodes.ts";

/**
 * The share of each column in the decrease of impurity, each split weighted by the weight of its rows (Breiman et al. 1984, section
 * 5.3.4; "Gini importance"). Sums to 1; all 0 for a tree without a split.
 */
export function treeImportances(tree: TreeNodes, columns: number): Float64Array {
  const out = new Float64Array(columns);
  const { feature, childrenLeft, childrenRight, impurity, weightedNNodeSamples: weight } = tree;
  for (let node = 0; node < feature.length; node++) {
    if (feature[node] < 0) continue;
    const left = childrenLeft[node];
    const right = childrenRight[node];
    out[feature[node]] +=
      weight[node] * impurity[node] -
      weight[left] * impurity[left] -
      weight[right] * impurity[right];
  }
  return normalised(out);
}

/** The mean over the trees that have a split, scaled to sum 1. */
export function meanImportances(trees: Iterable<TreeNodes>, columns: number): Float64Array {
  const out = new Float64Array(columns);
  for (const tree of trees) {
    const own = treeImportances(tree, columns);
    for (let j = 0; j < columns; j++) out[j] += own[j];
  }
  return normalised(out);
}

function normalised(values: Float64Array): Float64Array {
  let sum = 0;
  for (const value of values) sum += value;
  if (sum > 0) for (let j = 0; j < values.length; j++) values[j] /= sum;
  return values;
}
