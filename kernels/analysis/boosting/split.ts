import type { BinnedFeatures } from "./bins.ts";
import { columnStride, LANES } from "./hist-rows.ts";

/** What a split must leave on each side, and how leaves are held back. */
export interface BoostLimits {
  readonly maxLeafNodes: number;
  readonly maxDepth: number;
  readonly minSamplesLeaf: number;
  readonly minHessian: number;
  readonly l2: number;
}

/** The best split of a node. */
export interface HistSplit {
  gain: number;
  feature: number;
  bin: number;
  missingLeft: boolean;
  /** Sums of the left side. */
  leftGradient: number;
  leftHessian: number;
  leftRows: number;
}

/** Sums over the rows of a node. */
export interface NodeSums {
  readonly gradient: number;
  readonly hessian: number;
  readonly rows: number;
}

/**
 * Finds the split with the largest decrease of the loss, to second order: G²/(H + λ) on both sides less that of the node (Friedman 2001;
 * Chen and Guestrin 2016, equation 7, without the half). Missing values are tried on both sides. Limits are kept while searching, so
 * that a second-best split is found where the best one breaks them.
 *
 * @returns a gain of 0 when no split lowers the loss
 */
export function findSplit(
  histogram: Float64Array,
  features: BinnedFeatures,
  node: NodeSums,
  limits: BoostLimits,
): HistSplit {
  const best: HistSplit = {
    gain: 0,
    feature: -1,
    bin: 0,
    missingLeft: false,
    leftGradient: 0,
    leftHessian: 0,
    leftRows: 0,
  };
  const stride = columnStride(features.missingBin);
  for (let feature = 0; feature < features.columns; feature++) {
    const lastBin = features.thresholds[feature].length;
    const missing = feature * stride + features.missingBin * LANES;
    const anyMissing = histogram[missing + 2] > 0;
    scan(histogram, feature, lastBin, node, limits, { missing: -1, anyMissing, stride }, best);
    if (anyMissing)
      scan(histogram, feature, lastBin, node, limits, { missing, anyMissing, stride }, best);
  }
  return best;
}

/** Tries the thresholds of one column from the smallest; a place of missing values adds these to the left side. */
function scan(
  histogram: Float64Array,
  feature: number,
  lastBin: number,
  node: NodeSums,
  { minSamplesLeaf, minHessian, l2 }: BoostLimits,
  { missing, anyMissing, stride }: { missing: number; anyMissing: boolean; stride: number },
  best: HistSplit,
): void {
  const goesLeft = missing >= 0;
  const own = (node.gradient * node.gradient) / (node.hessian + l2 + TINY);
  let gradient = goesLeft ? histogram[missing] : 0;
  let hessian = goesLeft ? histogram[missing + 1] : 0;
  let rows = goesLeft ? histogram[missing + 2] : 0;
  // After the last bin only missing values are on the right: a question of its own, asked once.
  const bins = anyMissing && !goesLeft ? lastBin + 1 : lastBin;
  for (let bin = 0; bin < bins; bin++) {
    const at = feature * stride + bin * LANES;
    const inBin = histogram[at + 2];
    gradient += histogram[at];
    hessian += histogram[at + 1];
    rows += inBin;
    if (inBin === 0 && bin > 0) continue;
    if (rows < minSamplesLeaf || hessian < minHessian) continue;
    if (node.rows - rows < minSamplesLeaf || node.hessian - hessian < minHessian) break;
    const rest = node.gradient - gradient;
    const gain =
      (gradient * gradient) / (hessian + l2 + TINY) +
      (rest * rest) / (node.hessian - hessian + l2 + TINY) -
      own;
    if (gain <= best.gain) continue;
    best.gain = gain;
    best.feature = feature;
    best.bin = bin;
    best.missingLeft = goesLeft;
    best.leftGradient = gradient;
    best.leftHessian = hessian;
    best.leftRows = rows;
  }
}

/** Keeps a division by a hessian of 0 finite. */
export const TINY = 1e-15;
