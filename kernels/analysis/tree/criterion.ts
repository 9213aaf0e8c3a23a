import type { Groups } from "./groups.ts";

/** How the impurity of a node is measured. */
export type ClassCriterion = "gini" | "entropy" | "log_loss";
/** How the spread of a node is measured. */
export type NumberCriterion = "squared_error" | "friedman_mse";
/** Any of them. */
export type Criterion = ClassCriterion | NumberCriterion;

/** What a split must leave on each side. */
export interface SideLimits {
  readonly minSamplesLeaf: number;
  readonly minWeightLeaf: number;
}

/** The best cut between two neighbouring groups. */
export interface Cut {
  /** Larger is better; comparable inside one node only. */
  gain: number;
  /** The group before the cut; -1 when no cut keeps the limits. */
  group: number;
}

/**
 * Finds the cut with the largest decrease of impurity (Breiman et al. 1984, CART); the first of equal ones.
 *
 * @param total lane sums of the whole node
 * @param cut the answer, overwritten
 */
export type Scan = (
  groups: Groups,
  total: Float64Array,
  samples: number,
  limits: SideLimits,
  cut: Cut,
) => void;

/** The scan for a criterion and a number of lanes. */
export function scanFor(criterion: Criterion, lanes: number): Scan {
  switch (criterion) {
    case "gini":
      return lanes === 2 ? scanGiniOfTwo : scanGini;
    case "entropy":
    case "log_loss":
      return scanEntropy;
    case "squared_error":
      return scanSquaredError;
    case "friedman_mse":
      return scanFriedman;
    default:
      return criterion satisfies never;
  }
}

// One loop per criterion, each written out for speed: it runs over every value of every column of every node, and its body is a few
// additions.

let laneSums = new Float64Array(16);

/** Zeros, in memory that is used again. */
function scratch(lanes: number): Float64Array {
  if (laneSums.length < lanes) laneSums = new Float64Array(2 * lanes);
  return laneSums.fill(0, 0, lanes);
}

function scanGiniOfTwo(
  groups: Groups,
  total: Float64Array,
  samples: number,
  { minSamplesLeaf, minWeightLeaf }: SideLimits,
  cut: Cut,
): void {
  const { sums, stride, lanes: counts } = groups;
  const isCounted = stride > counts;
  const last = groups.length - 1;
  let best = Number.NEGATIVE_INFINITY;
  let at = -1;
  let rows = 0;
  let left0 = 0;
  let left1 = 0;
  for (let g = 0; g < last; g++) {
    left0 += sums[g * stride];
    left1 += sums[g * stride + 1];
    if (isCounted) {
      rows += sums[g * stride + counts];
      if (rows < minSamplesLeaf) continue;
      if (samples - rows < minSamplesLeaf) break;
    }
    const right0 = total[0] - left0;
    const right1 = total[1] - left1;
    const left = left0 + left1;
    const right = right0 + right1;
    if (left < minWeightLeaf || right < minWeightLeaf) continue;
    const gain =
      (left0 * left0 + left1 * left1) / left + (right0 * right0 + right1 * right1) / right;
    if (gain > best) {
      best = gain;
      at = g;
    }
  }
  cut.gain = best;
  cut.group = at;
}

function scanGini(
  groups: Groups,
  total: Float64Array,
  samples: number,
  { minSamplesLeaf, minWeightLeaf }: SideLimits,
  cut: Cut,
): void {
  const { sums, stride, lanes: counts } = groups;
  const isCounted = stride > counts;
  const lanes = total.length;
  const before = scratch(lanes);
  const last = groups.length - 1;
  let best = Number.NEGATIVE_INFINITY;
  let at = -1;
  let rows = 0;
  for (let g = 0; g < last; g++) {
    let left = 0;
    let right = 0;
    let leftSquares = 0;
    let rightSquares = 0;
    for (let k = 0; k < lanes; k++) {
      const l = before[k] + sums[g * stride + k];
      const r = total[k] - l;
      before[k] = l;
      left += l;
      right += r;
      leftSquares += l * l;
      rightSquares += r * r;
    }
    if (isCounted) {
      rows += sums[g * stride + counts];
      if (rows < minSamplesLeaf) continue;
      if (samples - rows < minSamplesLeaf) break;
    }
    if (left < minWeightLeaf || right < minWeightLeaf) continue;
    const gain = leftSquares / left + rightSquares / right;
    if (gain > best) {
      best = gain;
      at = g;
    }
  }
  cut.gain = best;
  cut.group = at;
}

function scanEntropy(
  groups: Groups,
  total: Float64Array,
  samples: number,
  { minSamplesLeaf, minWeightLeaf }: SideLimits,
  cut: Cut,
): void {
  const { sums, stride, lanes: counts } = groups;
  const isCounted = stride > counts;
  const lanes = total.length;
  const before = scratch(lanes);
  const last = groups.length - 1;
  let best = Number.NEGATIVE_INFINITY;
  let at = -1;
  let rows = 0;
  for (let g = 0; g < last; g++) {
    let left = 0;
    let right = 0;
    for (let k = 0; k < lanes; k++) {
      before[k] += sums[g * stride + k];
      left += before[k];
      right += total[k] - before[k];
    }
    if (isCounted) {
      rows += sums[g * stride + counts];
      if (rows < minSamplesLeaf) continue;
      if (samples - rows < minSamplesLeaf) break;
    }
    if (left < minWeightLeaf || right < minWeightLeaf) continue;
    let gain = 0;
    for (let k = 0; k < lanes; k++) {
      const l = before[k];
      const r = total[k] - l;
      if (l > 0) gain += l * Math.log2(l / left);
      if (r > 0) gain += r * Math.log2(r / right);
    }
    if (gain > best) {
      best = gain;
      at = g;
    }
  }
  cut.gain = best;
  cut.group = at;
}

function scanSquaredError(
  groups: Groups,
  total: Float64Array,
  samples: number,
  { minSamplesLeaf, minWeightLeaf }: SideLimits,
  cut: Cut,
): void {
  const { sums, stride, lanes: counts } = groups;
  const isCounted = stride > counts;
  const last = groups.length - 1;
  let best = Number.NEGATIVE_INFINITY;
  let at = -1;
  let rows = 0;
  let left = 0;
  let sum = 0;
  for (let g = 0; g < last; g++) {
    left += sums[g * stride];
    sum += sums[g * stride + 1];
    if (isCounted) {
      rows += sums[g * stride + counts];
      if (rows < minSamplesLeaf) continue;
      if (samples - rows < minSamplesLeaf) break;
    }
    const right = total[0] - left;
    const rest = total[1] - sum;
    if (left < minWeightLeaf || right < minWeightLeaf) continue;
    const gain = (sum * sum) / left + (rest * rest) / right;
    if (gain > best) {
      best = gain;
      at = g;
    }
  }
  cut.gain = best;
  cut.group = at;
}

/** Friedman (2001), "Greedy function approximation", equation 35. */
function scanFriedman(
  groups: Groups,
  total: Float64Array,
  samples: number,
  { minSamplesLeaf, minWeightLeaf }: SideLimits,
  cut: Cut,
): void {
  const { sums, stride, lanes: counts } = groups;
  const isCounted = stride > counts;
  const last = groups.length - 1;
  let best = Number.NEGATIVE_INFINITY;
  let at = -1;
  let rows = 0;
  let left = 0;
  let sum = 0;
  for (let g = 0; g < last; g++) {
    left += sums[g * stride];
    sum += sums[g * stride + 1];
    if (isCounted) {
      rows += sums[g * stride + counts];
      if (rows < minSamplesLeaf) continue;
      if (samples - rows < minSamplesLeaf) break;
    }
    const right = total[0] - left;
    if (left < minWeightLeaf || right < minWeightLeaf) continue;
    const difference = right * sum - left * (total[1] - sum);
    const gain = (difference * difference) / (left * right);
    if (gain > best) {
      best = gain;
      at = g;
    }
  }
  cut.gain = best;
  cut.group = at;
}
