/**
 * Nearest rows by looking at all pairs, in AssemblyScript. All arrays lie in the imported memory; the caller places them.
 *
 * A cheap distance in single precision, |b|² - 2ab about the mean, sorts out most pairs, eight rows and four points at a time. Bounds are
 * lowered by more than its rounding. What could be among the nearest is measured in double precision as `reducedDistance` does.
 */

/** Points that are compared together, and rows in a block. */
const POINTS: usize = 4;
const ROWS: usize = 8;

/**
 * Offers the rows of some blocks to four points.
 *
 * @param packed single precision, blocks of 8 rows: column j of block b at (b * p + j) * 8
 * @param lows what |b|² may be at least, one per row, infinite for the rows that fill the last block
 * @param data the rows as they are, rows x p in double precision
 * @param rows rows in all
 * @param points as they are, 4 x p in double precision
 * @param doubled twice the four points, column by column in single precision: column j at j * 4
 * @param lowest per point what |a|² is at least, in scaled squares; not a number when unknown
 * @param found per point k rows
 * @param distances per point k squared distances, rising
 * @param counts per point how many are found; -1: there is no such point
 * @param scale what squares are multiplied with to be in the units of `packed`
 */
export function offerBlocks(
  packed: usize,
  lows: usize,
  data: usize,
  rows: i32,
  p: i32,
  firstBlock: i32,
  endBlock: i32,
  points: usize,
  doubled: usize,
  lowest: usize,
  found: usize,
  distances: usize,
  counts: usize,
  k: i32,
  scale: f64,
): void {
  const width = <usize>p;
  let bound0 = f32x4.splat(bound(0, lowest, distances, counts, k, scale));
  let bound1 = f32x4.splat(bound(1, lowest, distances, counts, k, scale));
  let bound2 = f32x4.splat(bound(2, lowest, distances, counts, k, scale));
  let bound3 = f32x4.splat(bound(3, lowest, distances, counts, k, scale));
  for (let block = firstBlock; block < endBlock; block++) {
    let at = packed + <usize>block * width * ROWS * 4;
    let a0 = f32x4.splat(0);
    let a1 = a0;
    let a2 = a0;
    let a3 = a0;
    let b0 = a0;
    let b1 = a0;
    let b2 = a0;
    let b3 = a0;
    const end = doubled + width * POINTS * 4;
    for (let x = doubled; x < end; x += 16) {
      const a = v128.load(at);
      const b = v128.load(at, 16);
      const x0 = v128.load32_splat(x);
      const x1 = v128.load32_splat(x, 4);
      const x2 = v128.load32_splat(x, 8);
      const x3 = v128.load32_splat(x, 12);
      a0 = f32x4.add(a0, f32x4.mul(a, x0));
      b0 = f32x4.add(b0, f32x4.mul(b, x0));
      a1 = f32x4.add(a1, f32x4.mul(a, x1));
      b1 = f32x4.add(b1, f32x4.mul(b, x1));
      a2 = f32x4.add(a2, f32x4.mul(a, x2));
      b2 = f32x4.add(b2, f32x4.mul(b, x2));
      a3 = f32x4.add(a3, f32x4.mul(a, x3));
      b3 = f32x4.add(b3, f32x4.mul(b, x3));
      at += 32;
    }
    const low = lows + <usize>block * ROWS * 4;
    const lowA = v128.load(low);
    const lowB = v128.load(low, 16);
    // Not "is at most": what is not a number cannot be sorted out.
    const out0 = out(lowA, a0, lowB, b0, bound0);
    const out1 = out(lowA, a1, lowB, b1, bound1);
    const out2 = out(lowA, a2, lowB, b2, bound2);
    const out3 = out(lowA, a3, lowB, b3, bound3);
    if ((out0 & out1 & out2 & out3) === 255) continue;
    const first = block * <i32>ROWS;
    if (out0 !== 255) {
      offer(out0, 0, first, data, rows, p, points, found, distances, counts, k);
      bound0 = f32x4.splat(bound(0, lowest, distances, counts, k, scale));
    }
    if (out1 !== 255) {
      offer(out1, 1, first, data, rows, p, points, found, distances, counts, k);
      bound1 = f32x4.splat(bound(1, lowest, distances, counts, k, scale));
    }
    if (out2 !== 255) {
      offer(out2, 2, first, data, rows, p, points, found, distances, counts, k);
      bound2 = f32x4.splat(bound(2, lowest, distances, counts, k, scale));
    }
    if (out3 !== 255) {
      offer(out3, 3, first, data, rows, p, points, found, distances, counts, k);
      bound3 = f32x4.splat(bound(3, lowest, distances, counts, k, scale));
    }
  }
}

/** One bit per row of a block: it is farther than the bound. */
function out(lowA: v128, a: v128, lowB: v128, b: v128, limit: v128): i32 {
  const farA = i32x4.bitmask(f32x4.gt(f32x4.sub(lowA, a), limit));
  const farB = i32x4.bitmask(f32x4.gt(f32x4.sub(lowB, b), limit));
  return farA | (farB << 4);
}

/** What |b|² - 2ab may be at most for a row to be among the nearest, rounded up. */
function bound(
  point: usize,
  lowest: usize,
  distances: usize,
  counts: usize,
  k: i32,
  scale: f64,
): f32 {
  const count = load<i32>(counts + point * 4);
  if (count < 0) return -Infinity;
  const limit =
    count < k ? Infinity : load<f64>(distances + (point * <usize>k + <usize>(k - 1)) * 8);
  const exact = limit * scale - load<f64>(lowest + point * 8);
  return <f32>(exact + Math.abs(exact) * 2.384185791015625e-7);
}

/** Measures the rows that are not out, and keeps the nearest; of equals the one with the smaller number, which comes first. */
function offer(
  outside: i32,
  point: usize,
  first: i32,
  data: usize,
  rows: i32,
  p: i32,
  points: usize,
  found: usize,
  distances: usize,
  counts: usize,
  k: i32,
): void {
  const x = points + point * <usize>p * 8;
  const ownRows = found + point * <usize>k * 4;
  const own = distances + point * <usize>k * 8;
  let count = load<i32>(counts + point * 4);
  if (count < 0) return;
  for (let lane = 0; lane < 8; lane++) {
    const row = first + lane;
    if ((outside >> lane) & 1 || row >= rows) continue;
    const distance = squared(x, data + <usize>row * <usize>p * 8, p);
    let at = count;
    if (count === k) {
      if (!(distance < load<f64>(own + <usize>(k - 1) * 8))) continue;
      at--;
    } else count++;
    while (at > 0) {
      const before = load<f64>(own + <usize>(at - 1) * 8);
      if (before <= distance) break;
      store<f64>(own + <usize>at * 8, before);
      store<i32>(ownRows + <usize>at * 4, load<i32>(ownRows + <usize>(at - 1) * 4));
      at--;
    }
    store<f64>(own + <usize>at * 8, distance);
    store<i32>(ownRows + <usize>at * 4, row);
  }
  store<i32>(counts + point * 4, count);
}

/** The squared distance, its even and odd columns in two sums as `reducedDistance` adds them. */
function squared(a: usize, b: usize, p: i32): f64 {
  let sums = f64x2.splat(0);
  const even = p & ~1;
  for (let j = 0; j < even; j += 2) {
    const at = <usize>j * 8;
    const d = f64x2.sub(v128.load(a + at), v128.load(b + at));
    sums = f64x2.add(sums, f64x2.mul(d, d));
  }
  let total = f64x2.extract_lane(sums, 0);
  if (even < p) {
    const at = <usize>even * 8;
    const d = load<f64>(a + at) - load<f64>(b + at);
    total += d * d;
  }
  return total + f64x2.extract_lane(sums, 1);
}

/**
 * The rows at most so far from a point.
 *
 * @param point as it is, then twice it in single precision, at `doubled`
 * @param limit largest squared distance
 * @param bound what |b|² - 2ab may be at most
 * @param found receives the rows, rising
 * @returns how many there are
 */
export function within(
  packed: usize,
  lows: usize,
  data: usize,
  rows: i32,
  p: i32,
  point: usize,
  doubled: usize,
  limit: f64,
  limit32: f32,
  found: usize,
): i32 {
  const width = <usize>p;
  const most = f32x4.splat(limit32);
  let count: usize = 0;
  let at = packed;
  let low = lows;
  for (let first = 0; first < rows; first += 8) {
    let a = f32x4.splat(0);
    let b = a;
    for (let j: usize = 0; j < width; j++) {
      const x = v128.load32_splat(doubled + j * 4);
      a = f32x4.add(a, f32x4.mul(v128.load(at), x));
      b = f32x4.add(b, f32x4.mul(v128.load(at, 16), x));
      at += 32;
    }
    const outside = out(v128.load(low), a, v128.load(low, 16), b, most);
    low += 32;
    if (outside === 255) continue;
    for (let lane = 0; lane < 8; lane++) {
      const row = first + lane;
      if ((outside >> lane) & 1 || row >= rows) continue;
      if (squared(point, data + <usize>row * width * 8, p) <= limit) {
        store<i32>(found + count * 4, row);
        count++;
      }
    }
  }
  return <i32>count;
}
