import type { Matrix } from "../base/matrix.ts";
import type { BinnedFeatures } from "./bins.ts";

/** One tree of a boosted model as flat arrays, one entry per node; node 0 is the root. Plain data. */
export interface HistTree {
  /** Column that a node asks about; -1 in a leaf. */
  readonly feature: Int32Array;
  /** A row goes left when its value is ≤ the threshold. */
  readonly threshold: Float64Array;
  /** A row goes left when its bin is ≤ this: the same question about binned features. */
  readonly bin: Uint16Array;
  /** 1 when a missing value goes left. */
  readonly missingLeft: Uint8Array;
  readonly childrenLeft: Int32Array;
  readonly childrenRight: Int32Array;
  /** What a leaf adds to the raw prediction; the learning rate is in it. */
  readonly value: Float64Array;
  /** Rows of the fit that reached the node. */
  readonly nNodeSamples: Int32Array;
  /** Decrease of the loss by the split of a node; 0 in a leaf. */
  readonly gain: Float64Array;
}

/** Adds the leaf values of a tree to raw predictions from place `at` on, one per row, for the rows from `start` to `end`. */
export function addTree(
  tree: HistTree,
  { data, columns }: Matrix,
  raw: Float64Array,
  at: number,
  start: number,
  end: number,
): void {
  const { feature, threshold, missingLeft, childrenLeft, childrenRight, value } = tree;
  for (let row = start; row < end; row++) {
    const base = row * columns;
    let node = 0;
    let column = feature[0];
    while (column >= 0) {
      const x = data[base + column];
      // A comparison with NaN is false, so missing values come to the second question.
      const left = x <= threshold[node] || (missingLeft[node] === 1 && Number.isNaN(x));
      node = left ? childrenLeft[node] : childrenRight[node];
      column = feature[node];
    }
    raw[at + row] += value[node];
  }
}

/** The same for the binned features of a fit. */
export function addTreeBinned(
  tree: HistTree,
  features: BinnedFeatures,
  raw: Float64Array,
  at: number,
): void {
  const { feature, bin, missingLeft, childrenLeft, childrenRight, value } = tree;
  const { bins, rows, columns, missingBin } = features;
  for (let row = 0; row < rows; row++) {
    const base = row * columns;
    let node = 0;
    let column = feature[0];
    while (column >= 0) {
      const b = bins[base + column];
      const left = b === missingBin ? missingLeft[node] === 1 : b <= bin[node];
      node = left ? childrenLeft[node] : childrenRight[node];
      column = feature[node];
    }
    raw[at + row] += value[node];
  }
}
