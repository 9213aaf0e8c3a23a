/** The best split of a histogram of boosting, in AssemblyScript; see `histograms.ts` for its bins. */

/** Keeps a division by a hessian of 0 finite; as in TypeScript. */
const TINY: f64 = 1e-15;

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

/** Tries the thresholds of one column from the smallest; a place of missing values adds these to the left side. */
function scan(from: usize, column: i32, bins: i32, missing: usize): void {
  // Locals: a loop reads globals from memory.
  const low = bits;
  const rowMask = mask;
  const least = fewest;
  const most = nodeRows - fewest;
  const leastHessian = minHessian;
  const hessianSum = nodeHessian;
  const gradientSum = nodeGradient;
  const held = l2;
  const gUnit = gradientUnit;
  const hUnit = hessianUnit;
  const own = ownGain;
  let border = borderOf(bestGain + own);
  let gradient: i64 = missing === 0 ? 0 : load<i64>(missing);
  let counted: i64 = missing === 0 ? 0 : load<i64>(missing, 8);
  const end = from + ((<usize>bins) << 4);
  for (let at = from; at < end; at += 16) {
    const inBin = load<i64>(at, 8);
    gradient += load<i64>(at);
    counted += inBin;
    const rows = counted & rowMask;
    if (rows < least || ((inBin & rowMask) === 0 && at > from)) continue;
    const hessian = <f64>(counted >> low) * hUnit;
    if (hessian < leastHessian) continue;
    const otherHessian = hessianSum - hessian;
    if (rows > most || otherHessian < leastHessian) break;
    const g = <f64>gradient * gUnit;
    const rest = gradientSum - g;
    const h = hessian + held + TINY;
    const other = otherHessian + held + TINY;
    const square = g * g;
    const restSquare = rest * rest;
    // Without a division: what cannot be better by far more than rounding is no candidate.
    if (square * other + restSquare * h < border * h * other) continue;
    const gain = square / h + restSquare / other - own;
    if (gain <= bestGain) continue;
    bestGain = gain;
    border = borderOf(gain + own);
    bestColumn = column;
    bestBin = <i32>((at - from) >> 4);
    bestMissing = missing === 0 ? 0 : 1;
    bestGradient = gradient;
    bestCounted = counted;
  }
}

/** A little less than what has to be reached. */
function borderOf(gain: f64): f64 {
  return gain * (1 - 1e-9);
}
