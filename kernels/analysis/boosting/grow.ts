import { Frontier } from "../tree/frontier.ts";
import type { BinnedFeatures } from "./bins.ts";
import { HistNodes } from "./hist-nodes.ts";
import { type Histogram, type HistRows, LANES } from "./hist-rows.ts";
import type { HistTree } from "./hist-tree.ts";
import { openRows } from "./open-rows.ts";
import { type BoostLimits, type HistSplit, type NodeSums, TINY } from "./split.ts";

interface Leaf extends NodeSums {
  readonly index: number;
  readonly start: number;
  readonly end: number;
  readonly depth: number;
}

interface Open {
  readonly leaf: Leaf;
  readonly histogram: Histogram;
  readonly split: HistSplit;
}

/** One leaf of a finished tree and its rows. */
export interface LeafRows {
  readonly index: number;
  readonly start: number;
  readonly end: number;
}

/**
 * Grows trees on gradients and hessians, the leaf with the largest gain first (Ke et al. 2017, LightGBM), each histogram of the larger
 * child by subtraction. Its memory is used again from tree to tree.
 */
export class HistGrower {
  readonly #features: BinnedFeatures;
  readonly #limits: BoostLimits;
  readonly #work: HistRows;
  /** The leaves of the tree that was grown last. */
  leaves: LeafRows[] = [];

  constructor(features: BinnedFeatures, limits: BoostLimits) {
    this.#features = features;
    this.#limits = limits;
    this.#work = openRows(features);
  }

  /** The rows, those of a leaf together, after `grow` and until the next one. */
  get rows(): Int32Array {
    return this.#work.rows;
  }

  /**
   * Grows one tree.
   *
   * @param gradient one per row; both arrays may be used as room
   * @param hessian one per row, at least 0
   * @param learningRate what the values of leaves are multiplied with
   */
  grow(gradient: Float64Array, hessian: Float64Array, learningRate: number): HistTree {
    const features = this.#features;
    const work = this.#work;
    const { gradientScale, hessianScale } = work.start(gradient, hessian);
    const nodes = new HistNodes((gradientScale * gradientScale) / hessianScale);
    const limits = {
      ...this.#limits,
      l2: this.#limits.l2 / hessianScale,
      minHessian: this.#limits.minHessian / hessianScale,
    };
    const factor = (-learningRate * gradientScale) / hessianScale;
    this.leaves = [];
    const histogram = work.take();
    work.add(0, features.rows, histogram);
    // Every row is in one bin of the first column, and sums are exact in any order.
    const sums = work.values(histogram, 1);
    let sumGradient = 0;
    let sumHessian = 0;
    for (let at = 0; at < sums.length; at += LANES) {
      sumGradient += sums[at];
      sumHessian += sums[at + 1];
    }
    const root: Leaf = {
      index: nodes.add(features.rows),
      start: 0,
      end: features.rows,
      depth: 0,
      rows: features.rows,
      gradient: sumGradient,
      hessian: sumHessian,
    };
    const frontier = new Frontier<Open>();
    const values: [Leaf, number][] = [];
    const close = (leaf: Leaf) =>
      values.push([leaf, (factor * leaf.gradient) / (leaf.hessian + limits.l2 + TINY)]);
    const offer = (leaf: Leaf, own: Histogram) => {
      const split = this.#canSplit(leaf) ? work.split(own, leaf, limits) : undefined;
      if (split === undefined || split.gain <= 0) {
        work.give(own);
        close(leaf);
      } else frontier.push({ leaf, histogram: own, split }, split.gain);
    };
    offer(root, histogram);
    let leafCount = 1;
    for (let open = frontier.pop(); open !== undefined; open = frontier.pop()) {
      if (leafCount >= this.#limits.maxLeafNodes) {
        work.give(open.histogram);
        close(open.leaf);
        continue;
      }
      leafCount++;
      const [left, right] = this.#split(open, nodes);
      const small = left.rows <= right.rows ? left : right;
      // A child that cannot be split needs no histogram.
      if (
        leafCount >= this.#limits.maxLeafNodes ||
        !(this.#canSplit(left) || this.#canSplit(right))
      ) {
        work.give(open.histogram);
        close(left);
        close(right);
        continue;
      }
      const own = work.take();
      work.add(small.start, small.end, own);
      work.subtract(open.histogram, own);
      // Left before right, so that of equal gains the left one is split first.
      offer(left, left === small ? own : open.histogram);
      offer(right, right === small ? own : open.histogram);
    }
    for (const [leaf, value] of values) nodes.value[leaf.index] = value;
    this.leaves = values.map(([leaf]) => leaf);
    return nodes.finish();
  }

  #canSplit(leaf: Leaf): boolean {
    const { maxDepth, minSamplesLeaf } = this.#limits;
    return leaf.depth < maxDepth && leaf.rows >= 2 * minSamplesLeaf;
  }

  #split({ leaf, split }: Open, nodes: HistNodes): [Leaf, Leaf] {
    const { feature, bin, leftRows } = split;
    const thresholds = this.#features.thresholds[feature];
    // Past the last bin the question is whether there is a value.
    const threshold = bin < thresholds.length ? thresholds[bin] : Number.POSITIVE_INFINITY;
    const middle = this.#work.part(leaf.start, leaf.end, split);
    const depth = leaf.depth + 1;
    const left: Leaf = {
      index: nodes.add(leftRows),
      start: leaf.start,
      end: middle,
      depth,
      rows: leftRows,
      gradient: split.leftGradient,
      hessian: split.leftHessian,
    };
    const right: Leaf = {
      index: nodes.add(leaf.rows - leftRows),
      start: middle,
      end: leaf.end,
      depth,
      rows: leaf.rows - leftRows,
      gradient: leaf.gradient - split.leftGradient,
      hessian: leaf.hessian - split.leftHessian,
    };
    nodes.split(leaf.index, split, threshold, left.index, right.index);
    return [left, right];
  }
}
