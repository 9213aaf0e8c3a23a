/**
 * Histograms of boosting, in AssemblyScript. A bin has three doubles: sum of gradients, sum of hessians, rows. All sums are exact, so any
 * order of additions gives the same bits.
 */

/**
 * Adds rows to a histogram.
 *
 * @param bins a byte per row and column, rows together
 * @param stride bytes per column in the histogram
 * @param rows row numbers (i32), of which those from `start` to `end` are added
 * @param pairs gradient and hessian of each row, side by side
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
  const paired = width & ~(<usize>1);
  const step = <usize>stride;
  const last = rows + <usize>end * 4;
  for (let at = rows + <usize>start * 4; at < last; at += 4) {
    const row = <usize>load<u32>(at);
    const pair = v128.load(pairs + row * 16);
    let bin = bins + row * width;
    const stop = bin + paired;
    let column = histogram;
    // Two columns at a time: they never share a bin, so their sums need not wait for each other.
    while (bin < stop) {
      const a = column + <usize>load<u8>(bin) * 24;
      const b = column + step + <usize>load<u8>(bin, 1) * 24;
      const sumA = f64x2.add(v128.load(a), pair);
      const sumB = f64x2.add(v128.load(b), pair);
      const rowsA = load<f64>(a, 16) + 1;
      const rowsB = load<f64>(b, 16) + 1;
      v128.store(a, sumA);
      v128.store(b, sumB);
      store<f64>(a, rowsA, 16);
      store<f64>(b, rowsB, 16);
      bin += 2;
      column += 2 * step;
    }
    if (paired < width) {
      const a = column + <usize>load<u8>(bin) * 24;
      v128.store(a, f64x2.add(v128.load(a), pair));
      store<f64>(a, load<f64>(a, 16) + 1, 16);
    }
  }
}

/** Takes one histogram away from another; both have so many bytes, a multiple of 16. */
export function subtract(parent: usize, child: usize, bytes: i32): void {
  const end = parent + <usize>bytes;
  while (parent < end) {
    v128.store(parent, f64x2.sub(v128.load(parent), v128.load(child)));
    parent += 16;
    child += 16;
  }
}

/**
 * Moves the rows that go left before the others; both keep their order.
 *
 * @param missing the bin that goes left although it is above `bin`, or 256
 * @param scratch room for the rows that go right
 * @returns the place of the first row that goes right
 */
export function part(
  bins: usize,
  columns: i32,
  rows: usize,
  start: i32,
  end: i32,
  column: i32,
  bin: i32,
  missing: i32,
  scratch: usize,
): i32 {
  const width = <usize>columns;
  const first = bins + <usize>column;
  const last = rows + <usize>end * 4;
  let left = rows + <usize>start * 4;
  let right = scratch;
  for (let at = left; at < last; at += 4) {
    const row = load<u32>(at);
    const b = <i32>load<u8>(first + <usize>row * width);
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
