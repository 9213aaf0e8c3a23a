import { Frontier } from "../tree/frontier.ts";
import type { BinnedFeatures } from "./bins.ts";
import { HistNodes } from "./hist-nodes.ts";
import type { HistTree } from "./hist-tree.ts";
import { addRows, columnStride, HistogramPool, LANES, subtract } from "./histogram.ts";
import { type BoostLimits, findSplit, type HistSplit, type NodeSums, TINY } from "./split.ts";

interface Leaf extends NodeSums {
  readonly index: number;
  readonly start: number;
  readonly end: number;
  readonly depth: number;
}

interface Open {
  readonly leaf: Leaf;
  readonly histogram: Float64Array;
  readonly split: HistSplit;
}

/** What derivatives were divided by before they were rounded. */
export interface Scales {
  readonly learningRate: number;
  readonly gradientScale: number;
  readonly hessianScale: number;
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
  readonly #pool: HistogramPool;
  readonly #scratch: Int32Array;
  /** The rows, those of a leaf together, after `grow`. */
  readonly rows: Int32Array;
  /** The leaves of the tree that was grown last. */
  leaves: LeafRows[] = [];

  constructor(features: BinnedFeatures, limits: BoostLimits) {
    this.#features = features;
    this.#limits = limits;
    this.#pool = new HistogramPool(features.columns, columnStride(features.missingBin));
    this.rows = new Int32Array(features.rows);
    this.#scratch = new Int32Array(features.rows);
  }

  /**
   * Grows one tree.
   *
   * @param gradient one per row, a multiple of 2^-30 of at most about 1 in size, so that sums are exact in any order
   * @param hessian the same
   * @param scales what gradients and hessians were divided by
   */
  grow(gradient: Float64Array, hessian: Float64Array, scales: Scales): HistTree {
    const { gradientScale, hessianScale, learningRate } = scales;
    const features = this.#features;
    const nodes = new HistNodes((gradientScale * gradientScale) / hessianScale);
    const limits = {
      ...this.#limits,
      l2: this.#limits.l2 / hessianScale,
      minHessian: this.#limits.minHessian / hessianScale,
    };
    const factor = (-learningRate * gradientScale) / hessianScale;
    for (let i = 0; i < this.rows.length; i++) this.rows[i] = i;
    this.leaves = [];
    const histogram = this.#pool.take();
    this.#add(0, features.rows, gradient, hessian, histogram);
    // Every row is in one bin of the first column, and sums are exact in any order.
    let sumGradient = 0;
    let sumHessian = 0;
    for (let at = 0; at < columnStride(features.missingBin); at += LANES) {
      sumGradient += histogram[at];
      sumHessian += histogram[at + 1];
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
    const offer = (leaf: Leaf, own: Float64Array) => {
      const split = this.#canSplit(leaf) ? findSplit(own, features, leaf, limits) : undefined;
      if (split === undefined || split.gain <= 0) {
        this.#pool.give(own);
        close(leaf);
      } else frontier.push({ leaf, histogram: own, split }, split.gain);
    };
    offer(root, histogram);
    let leafCount = 1;
    for (let open = frontier.pop(); open !== undefined; open = frontier.pop()) {
      if (leafCount >= this.#limits.maxLeafNodes) {
        this.#pool.give(open.histogram);
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
        this.#pool.give(open.histogram);
        close(left);
        close(right);
        continue;
      }
      const own = this.#pool.take();
      this.#add(small.start, small.end, gradient, hessian, own);
      subtract(open.histogram, own);
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

  #add(
    start: number,
    end: number,
    gradient: Float64Array,
    hessian: Float64Array,
    into: Float64Array,
  ): void {
    const { bins, columns, missingBin } = this.#features;
    const stride = columnStride(missingBin);
    addRows(bins, columns, stride, this.rows, start, end, gradient, hessian, into);
  }

  #split({ leaf, split }: Open, nodes: HistNodes): [Leaf, Leaf] {
    const { feature, bin, missingLeft, leftRows } = split;
    const thresholds = this.#features.thresholds[feature];
    // Past the last bin the question is whether there is a value.
    const threshold = bin < thresholds.length ? thresholds[bin] : Number.POSITIVE_INFINITY;
    const middle = this.#part(leaf.start, leaf.end, feature, bin, missingLeft);
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

  /** Moves the rows that go left before the others; both keep their order. */
  #part(start: number, end: number, feature: number, bin: number, missingLeft: boolean): number {
    const { bins, columns, missingBin } = this.#features;
    const { rows } = this;
    const scratch = this.#scratch;
    // The bin of missing values is above all others: it goes right by itself.
    const missing = missingLeft ? missingBin : -1;
    let left = start;
    let right = 0;
    for (let i = start; i < end; i++) {
      const row = rows[i];
      const b = bins[row * columns + feature];
      if (b <= bin || b === missing) rows[left++] = row;
      else scratch[right++] = row;
    }
    for (let i = 0; i < right; i++) rows[left + i] = scratch[i];
    return left;
  }
}
