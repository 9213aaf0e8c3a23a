/** The best split of a histogram of boosting, in AssemblyScript; see `histograms.ts` for its bins. */

/** Keeps a division by a hessian of 0 finite; as in TypeScript. */
const TINY: f64 = 1e-15;
/** 1.5 * 2^52: a double whose bits, and an integer below 2^51 in size, add up to the bits of their sum. */
const MAGIC: f64 = 6755399441055744;

// The node and its limits, as `bestSplit` was told them.
let nodeGradient: f64 = 0;
let nodeHessian: f64 = 0;
let nodeRows: i64 = 0;
let fewest: i64 = 0;
let minHessian: f64 = 0;
let l2: f64 = 0;
let gradientUnit: f64 = 0;
let hessianUnit: f64 = 0;
let ownGain: f64 = 0;
let bits: i64 = 0;
let mask: i64 = 0;
// The best split so far.
let bestGain: f64 = 0;
let bestColumn: i32 = -1;
let bestBin: i32 = 0;
let bestMissing: i32 = 0;
let bestGradient: i64 = 0;
let bestCounted: i64 = 0;

/**
 * Finds the split with the largest gain.
 *
 * @param stride bytes per column in the histogram
 * @param lastBins number of cuts of each column (i32)
 * @param countBits low bits of the second integer of a bin that count rows
 * @param ask eight doubles: gradient, hessian and rows of the node; fewest rows and least hessian of a side; l2; units of both sums
 * @param found receives seven doubles: gain, column, bin, 1 when missing values go left; gradient, hessian and rows of the left side
 */
export function bestSplit(
  histogram: usize,
  columns: i32,
  stride: i32,
  lastBins: usize,
  missingBin: i32,
  countBits: i32,
  ask: usize,
  found: usize,
): void {
  nodeGradient = load<f64>(ask);
  nodeHessian = load<f64>(ask, 8);
  nodeRows = <i64>load<f64>(ask, 16);
  fewest = <i64>load<f64>(ask, 24);
  minHessian = load<f64>(ask, 32);
  l2 = load<f64>(ask, 40);
  gradientUnit = load<f64>(ask, 48);
  hessianUnit = load<f64>(ask, 56);
  ownGain = (nodeGradient * nodeGradient) / (nodeHessian + l2 + TINY);
  bits = countBits;
  mask = ((<i64>1) << bits) - 1;
  bestGain = 0;
  bestColumn = -1;
  bestBin = 0;
  bestMissing = 0;
  bestGradient = 0;
  bestCounted = 0;
  for (let column = 0; column < columns; column++) {
    const from = histogram + <usize>(column * stride);
    const cuts = load<i32>(lastBins + <usize>column * 4);
    const missing = from + <usize>missingBin * 16;
    const anyMissing = (load<i64>(missing, 8) & mask) > 0;
    // After the last bin only missing values are on the right: a question of its own, asked once.
    scan(from, column, anyMissing ? cuts + 1 : cuts, 0);
    if (anyMissing) scan(from, column, cuts, missing);
  }
  store<f64>(found, bestGain);
  store<f64>(found, <f64>bestColumn, 8);
  store<f64>(found, <f64>bestBin, 16);
  store<f64>(found, <f64>bestMissing, 24);
  store<f64>(found, <f64>bestGradient * gradientUnit, 32);
  store<f64>(found, <f64>(bestCounted >> bits) * hessianUnit, 40);
  store<f64>(found, <f64>(bestCounted & mask), 48);
}

/**
 * Tries the thresholds of one column from the smallest, two at a time; a place of missing values adds these to the left side. There may be
 * one bin too many in a pair: it is read, but not tried.
 */
function scan(from: usize, column: i32, bins: i32, missing: usize): void {
  const zero = i64x2.splat(0);
  const magic = f64x2.splat(MAGIC);
  const low = <i32>bits;
  const rowMask = i64x2.splat(mask);
  const least = i64x2.splat(fewest);
  const most = i64x2.splat(nodeRows - fewest);
  const leastHessian = f64x2.splat(minHessian);
  const hessians = f64x2.splat(nodeHessian);
  const gradients = f64x2.splat(nodeGradient);
  const held = f64x2.splat(l2);
  const tiny = f64x2.splat(TINY);
  const gUnit = f64x2.splat(gradientUnit);
  const hUnit = f64x2.splat(hessianUnit);
  let border = borderOf();
  let sums = missing === 0 ? zero : v128.load(missing);
  const end = from + ((<usize>bins) << 4);
  for (let at = from; at < end; at += 32) {
    const own = v128.load(at);
    const next = v128.load(at, 16);
    const first = i64x2.add(sums, own);
    const second = i64x2.add(first, next);
    sums = second;
    const counted = v128.shuffle<i64>(first, second, 1, 3);
    const rows = v128.and(counted, rowMask);
    const inBins = v128.and(v128.shuffle<i64>(own, next, 1, 3), rowMask);
    // After an empty bin the sides are as before it; only the first bin has none before it.
    let full = i64x2.ne(inBins, zero);
    if (at === from) full = i64x2.replace_lane(full, 0, -1);
    let can = v128.and(full, v128.and(i64x2.ge_s(rows, least), i64x2.le_s(rows, most)));
    if (!v128.any_true(can)) {
      if (i64x2.extract_lane(rows, 0) > nodeRows - fewest) break;
      continue;
    }
    const sumsOfGradients = i64x2.add(v128.shuffle<i64>(first, second, 0, 2), magic);
    const g = f64x2.mul(f64x2.sub(sumsOfGradients, magic), gUnit);
    const sumsOfHessians = i64x2.add(i64x2.shr_s(counted, low), magic);
    const hessian = f64x2.mul(f64x2.sub(sumsOfHessians, magic), hUnit);
    const otherHessian = f64x2.sub(hessians, hessian);
    const rest = f64x2.sub(gradients, g);
    const h = f64x2.add(f64x2.add(hessian, held), tiny);
    const other = f64x2.add(f64x2.add(otherHessian, held), tiny);
    const square = f64x2.mul(g, g);
    const restSquare = f64x2.mul(rest, rest);
    const reached = f64x2.add(f64x2.mul(square, other), f64x2.mul(restSquare, h));
    // Without a division: what cannot be better by far more than rounding is no candidate.
    can = v128.and(can, f64x2.ge(reached, f64x2.mul(f64x2.mul(border, h), other)));
    can = v128.and(can, f64x2.ge(hessian, leastHessian));
    can = v128.and(can, f64x2.ge(otherHessian, leastHessian));
    if (!v128.any_true(can)) continue;
    const gains = f64x2.add(f64x2.div(square, h), f64x2.div(restSquare, other));
    const bin = <i32>((at - from) >> 4);
    if (i64x2.extract_lane(can, 0) !== 0)
      offer(f64x2.extract_lane(gains, 0), column, bin, missing, first);
    if (i64x2.extract_lane(can, 1) !== 0 && bin + 1 < bins)
      offer(f64x2.extract_lane(gains, 1), column, bin + 1, missing, second);
    border = borderOf();
  }
}

/** Keeps a split when it is better than the best one. */
function offer(sum: f64, column: i32, bin: i32, missing: usize, left: v128): void {
  const gain = sum - ownGain;
  if (gain <= bestGain) return;
  bestGain = gain;
  bestColumn = column;
  bestBin = bin;
  bestMissing = missing === 0 ? 0 : 1;
  bestGradient = i64x2.extract_lane(left, 0);
  bestCounted = i64x2.extract_lane(left, 1);
}

/** A little less than what has to be reached. */
function borderOf(): v128 {
  return f64x2.splat((bestGain + ownGain) * (1 - 1e-9));
}
