/**
 * A grown tree as flat arrays, one entry per node; node 0 is the root and a parent comes before its children.
 * Plain data: it survives a structured clone.
 */
export interface TreeNodes {
  /** Number of values per node: the number of classes, or 1 for a target of numbers. */
  readonly outputs: number;
  /** Column that a node asks about; -1 in a leaf. */
  readonly feature: Int32Array;
  /** A row goes left when its value is ≤ the threshold. */
  readonly threshold: Float64Array;
  /** Index of the left child; -1 in a leaf. */
  readonly childrenLeft: Int32Array;
  /** Index of the right child; -1 in a leaf. */
  readonly childrenRight: Int32Array;
  readonly impurity: Float64Array;
  /** Rows of the fit that reached the node. */
  readonly nNodeSamples: Int32Array;
  /** Sum of their weights. */
  readonly weightedNNodeSamples: Float64Array;
  /** outputs numbers per node: weight of each class, or the mean target. */
  readonly value: Float64Array;
}

/** Number of leaves. */
export function leafCount(tree: TreeNodes): number {
  let leaves = 0;
  for (const left of tree.childrenLeft) if (left < 0) leaves++;
  return leaves;
}

/** Longest way from the root to a leaf; 0 for a tree that is one leaf. */
export function treeDepth(tree: TreeNodes): number {
  const depth = new Int32Array(tree.feature.length);
  let deepest = 0;
  for (let node = 0; node < depth.length; node++) {
    if (depth[node] > deepest) deepest = depth[node];
    if (tree.childrenLeft[node] < 0) continue;
    depth[tree.childrenLeft[node]] = depth[node] + 1;
    depth[tree.childrenRight[node]] = depth[node] + 1;
  }
  return deepest;
}

/** Index of the leaf that each row reaches. */
export function leavesOf(
  tree: TreeNodes,
  matrix: { data: Float64Array; rows: number; columns: number },
): Int32Array {
  const { feature, threshold, childrenLeft, childrenRight } = tree;
  const { data, rows, columns } = matrix;
  const out = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    const at = row * columns;
    let node = 0;
    let column = feature[0];
    while (column >= 0) {
      node = data[at + column] <= threshold[node] ? childrenLeft[node] : childrenRight[node];
      column = feature[node];
    }
    out[row] = node;
  }
  return out;
}

/** Collects the nodes of a tree while it grows. */
export class NodeList {
  readonly #outputs: number;
  #feature = new Int32Array(64);
  #threshold = new Float64Array(64);
  #left = new Int32Array(64);
  #right = new Int32Array(64);
  #impurity = new Float64Array(64);
  #samples = new Int32Array(64);
  #weighted = new Float64Array(64);
  #value: Float64Array;
  #length = 0;

  constructor(outputs: number) {
    this.#outputs = outputs;
    this.#value = new Float64Array(64 * outputs);
  }

  /** Adds a leaf under a parent (-1 for the root) and returns its index. */
  add(
    parent: number,
    isLeft: boolean,
    node: { impurity: number; samples: number; weighted: number; value: ArrayLike<number> },
  ): number {
    if (this.#length === this.#feature.length) this.#grow();
    const index = this.#length++;
    this.#feature[index] = -1;
    this.#threshold[index] = Number.NaN;
    this.#left[index] = -1;
    this.#right[index] = -1;
    this.#impurity[index] = node.impurity;
    this.#samples[index] = node.samples;
    this.#weighted[index] = node.weighted;
    for (let k = 0; k < this.#outputs; k++) this.#value[index * this.#outputs + k] = node.value[k];
    if (parent >= 0) (isLeft ? this.#left : this.#right)[parent] = index;
    return index;
  }

  /** Makes a leaf ask a question; its children are added next. */
  split(index: number, feature: number, threshold: number): void {
    this.#feature[index] = feature;
    this.#threshold[index] = threshold;
  }

  /** The finished tree. */
  finish(): TreeNodes {
    const n = this.#length;
    return {
      outputs: this.#outputs,
      feature: this.#feature.slice(0, n),
      threshold: this.#threshold.slice(0, n),
      childrenLeft: this.#left.slice(0, n),
      childrenRight: this.#right.slice(0, n),
      impurity: this.#impurity.slice(0, n),
      nNodeSamples: this.#samples.slice(0, n),
      weightedNNodeSamples: this.#weighted.slice(0, n),
      value: this.#value.slice(0, n * this.#outputs),
    };
  }

  #grow(): void {
    this.#feature = doubled(this.#feature);
    this.#threshold = doubled(this.#threshold);
    this.#left = doubled(this.#left);
    this.#right = doubled(this.#right);
    this.#impurity = doubled(this.#impurity);
    this.#samples = doubled(this.#samples);
    this.#weighted = doubled(this.#weighted);
    this.#value = doubled(this.#value);
  }
}

function doubled<A extends Int32Array | Float64Array>(array: A): A {
  const copy = new (array.constructor as new (length: number) => A)(array.length * 2);
  copy.set(array);
  return copy;
}
