/**
 * Histograms of boosting, in AssemblyScript. A bin has two 64-bit integers: the sum of gradients, and the sum of hessians above as many low
 * bits as count the rows; each in units of a power of two. Sums of integers are exact, so any order of additions gives the same bits.
 */

/** The largest absolute value. */
export function largest(values: usize, n: i32): f64 {
  let two = f64x2.splat(0);
  let next = f64x2.splat(0);
  const end = values + <usize>n * 8;
  let at = values;
  for (; at + 24 < end; at += 32) {
    two = f64x2.pmax(two, f64x2.abs(v128.load(at)));
    next = f64x2.pmax(next, f64x2.abs(v128.load(at, 16)));
  }
  two = f64x2.pmax(two, next);
  for (; at + 8 < end; at += 16) two = f64x2.pmax(two, f64x2.abs(v128.load(at)));
  let most = Math.max(f64x2.extract_lane(two, 0), f64x2.extract_lane(two, 1));
  if (at < end) most = Math.max(most, Math.abs(load<f64>(at)));
  return most;
}

/**
 * Scales derivatives, rounds them to integers and lays them side by side; puts the rows in their order.
 *
 * @param gradient n doubles and room for one more, at most 1 in size when multiplied with the factor; as `hessian`
 * @param gradientShift 1.5 * 2^52 units of gradients: adding it leaves whole units
 * @param countBits low bits of the second integer that count rows
 */
export function pairUp(
  gradient: usize,
  hessian: usize,
  n: i32,
  gradientFactor: f64,
  hessianFactor: f64,
  gradientShift: f64,
  hessianShift: f64,
  countBits: i32,
  pairs: usize,
  rows: usize,
): void {
  const gFactor = f64x2.splat(gradientFactor);
  const hFactor = f64x2.splat(hessianFactor);
  const gShift = f64x2.splat(gradientShift);
  const hShift = f64x2.splat(hessianShift);
  const one = i64x2.splat(1);
  // Arrays have room for one more, whose pair and row number come to lie in room of their own.
  for (let i = 0; i < n; i += 2) {
    const g = f64x2.add(f64x2.mul(v128.load(gradient + <usize>i * 8), gFactor), gShift);
    const h = f64x2.add(f64x2.mul(v128.load(hessian + <usize>i * 8), hFactor), hShift);
    // Doubles of one binade differ by as many units as their bits.
    const whole = i64x2.sub(g, gShift);
    const counted = i64x2.add(i64x2.shl(i64x2.sub(h, hShift), countBits), one);
    const pair = pairs + <usize>i * 16;
    v128.store(pair, v128.shuffle<i64>(whole, counted, 0, 2));
    v128.store(pair, v128.shuffle<i64>(whole, counted, 1, 3), 16);
    store<i32>(rows + <usize>i * 4, i);
    store<i32>(rows + <usize>i * 4, i + 1, 4);
  }
}

/**
 * Adds rows to a histogram.
 *
 * @param bins a byte per row and column, rows together
 * @param stride bytes per column in the histogram
 * @param rows row numbers (i32), of which those from `start` to `end` are added
 * @param pairs both integers of each row, side by side
 */
export function addRows(
  bins: usize,
  columns: i32,
  stride: i32,
  rows: usize,
  start: i32,
  end: i32,
  pairs: usize,
  histogram: usize,
): void {
  const width = <usize>columns;
  const fours = width & ~(<usize>3);
  const step = <usize>stride;
  const step2 = 2 * step;
  const step3 = 3 * step;
  const step4 = 4 * step;
  const last = rows + <usize>end * 4;
  for (let at = rows + <usize>start * 4; at < last; at += 4) {
    const row = <usize>load<u32>(at);
    const pair = v128.load(pairs + row * 16);
    let bin = bins + row * width;
    const stop = bin + fours;
    const end = bin + width;
    let column = histogram;
    // Four columns at a time: they never share a bin, so their sums need not wait for each other.
    while (bin < stop) {
      const four = load<u32>(bin);
      const a = column + <usize>((four & 255) << 4);
      const b = column + step + <usize>((four >> 4) & 0xff0);
      const c = column + step2 + <usize>((four >> 12) & 0xff0);
      const d = column + step3 + <usize>((four >> 20) & 0xff0);
      v128.store(a, i64x2.add(v128.load(a), pair));
      v128.store(b, i64x2.add(v128.load(b), pair));
      v128.store(c, i64x2.add(v128.load(c), pair));
      v128.store(d, i64x2.add(v128.load(d), pair));
      bin += 4;
      column += step4;
    }
    while (bin < end) {
      const a = column + ((<usize>load<u8>(bin)) << 4);
      v128.store(a, i64x2.add(v128.load(a), pair));
      bin++;
      column += step;
    }
  }
}

/** Takes one histogram away from another; both have so many bytes, a multiple of 16. */
export function subtract(parent: usize, child: usize, bytes: i32): void {
  const end = parent + <usize>bytes;
  while (parent < end) {
    v128.store(parent, i64x2.sub(v128.load(parent), v128.load(child)));
    parent += 16;
    child += 16;
  }
}

/**
 * Moves the rows that go left before the others; both keep their order.
 *
 * @param bins the bin of each row in the column that is asked about
 * @param missing the bin that goes left although it is above `bin`, or 256
 * @param scratch room for the rows that go right
 * @returns the place of the first row that goes right
 */
export function part(
  bins: usize,
  rows: usize,
  start: i32,
  end: i32,
  bin: i32,
  missing: i32,
  scratch: usize,
): i32 {
  const last = rows + <usize>end * 4;
  let left = rows + <usize>start * 4;
  let right = scratch;
  for (let at = left; at < last; at += 4) {
    const row = load<u32>(at);
    const b = <i32>load<u8>(bins + <usize>row);
    // Both are written and one is kept: there is no branch to guess.
    const goesLeft = <usize>(i32(b <= bin) | i32(b === missing));
    store<u32>(left, row);
    store<u32>(right, row);
    left += goesLeft * 4;
    right += (1 - goesLeft) * 4;
  }
  memory.copy(left, scratch, right - scratch);
  return <i32>((left - rows) >> 2);
}
