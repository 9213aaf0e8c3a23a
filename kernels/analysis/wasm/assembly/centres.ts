/**
 * The nearest centre of each row, in AssemblyScript. Rows lie in blocks of 8: column j of row i at ((i / 8) * p + j) * 8 + i % 8.
 *
 * Single precision ranks the centres by |c|² - 2xc about the mean; where the two best are closer than its rounding, all centres
 * are measured in double precision. Squares are added column by column as in TypeScript.
 */

/**
 * Assigns the rows of some blocks.
 *
 * @param packed the blocks in single precision, centred and scaled
 * @param slacks by how much ranks of a row may be off, in the same squares
 * @param data the rows as they are, rows x p in double precision
 * @param doubled minus twice the centres, k x p in single precision, centred and scaled
 * @param norms |c|² of these in single precision
 * @param centres as they are, k x p in double precision
 * @param slack by how much the ranks may be off for the sake of the centres
 * @param labels changed in place (i32)
 * @returns how many labels changed
 */
export function assignRows(
  packed: usize,
  slacks: usize,
  data: usize,
  rows: i32,
  p: i32,
  doubled: usize,
  norms: usize,
  centres: usize,
  k: i32,
  slack: f32,
  labels: usize,
): i32 {
  const width = <usize>p;
  const infinite = f32x4.splat(Infinity);
  const common = f32x4.splat(slack);
  let changed = 0;
  for (let first = 0; first < rows; first += 8) {
    const block = packed + <usize>first * width * 4;
    let bestA = infinite;
    let bestB = infinite;
    let nextA = infinite;
    let nextB = infinite;
    let atA = i32x4.splat(0);
    let atB = atA;
    let x = doubled;
    for (let c = 0; c < k; c++) {
      const norm = v128.load32_splat(norms + <usize>c * 4);
      let a = norm;
      let b = norm;
      const stop = x + width * 4;
      for (let row = block; x < stop; x += 4) {
        const centre = v128.load32_splat(x);
        a = f32x4.add(a, f32x4.mul(v128.load(row), centre));
        b = f32x4.add(b, f32x4.mul(v128.load(row, 16), centre));
        row += 32;
      }
      const number = i32x4.splat(c);
      const lessA = f32x4.lt(a, bestA);
      const lessB = f32x4.lt(b, bestB);
      // The second best is the old best, or what is neither.
      nextA = f32x4.pmin(nextA, v128.bitselect(bestA, a, lessA));
      nextB = f32x4.pmin(nextB, v128.bitselect(bestB, b, lessB));
      bestA = v128.bitselect(a, bestA, lessA);
      bestB = v128.bitselect(b, bestB, lessB);
      atA = v128.bitselect(number, atA, lessA);
      atB = v128.bitselect(number, atB, lessB);
    }
    const off = slacks + <usize>first * 4;
    const farA = f32x4.gt(f32x4.sub(nextA, bestA), f32x4.add(v128.load(off), common));
    const farB = f32x4.gt(f32x4.sub(nextB, bestB), f32x4.add(v128.load(off, 16), common));
    const sure = i32x4.bitmask(farA) | (i32x4.bitmask(farB) << 4);
    const own = labels + <usize>first * 4;
    if (sure === 255 && first + 8 <= rows) {
      const sameA = i32x4.bitmask(i32x4.eq(v128.load(own), atA));
      const sameB = i32x4.bitmask(i32x4.eq(v128.load(own, 16), atB));
      changed += 8 - popcnt<i32>(sameA | (sameB << 4));
      v128.store(own, atA);
      v128.store(own, atB, 16);
      continue;
    }
    for (let lane = 0; lane < 8 && first + lane < rows; lane++) {
      let label = pick(lane < 4 ? atA : atB, lane & 3);
      if (((sure >> lane) & 1) === 0)
        label = nearest(data + <usize>(first + lane) * width * 8, p, centres, k);
      const place = own + <usize>lane * 4;
      if (load<i32>(place) !== label) changed++;
      store<i32>(place, label);
    }
  }
  return changed;
}

function pick(lanes: v128, lane: i32): i32 {
  if (lane === 0) return i32x4.extract_lane(lanes, 0);
  if (lane === 1) return i32x4.extract_lane(lanes, 1);
  if (lane === 2) return i32x4.extract_lane(lanes, 2);
  return i32x4.extract_lane(lanes, 3);
}

/** The first of the nearest centres. */
function nearest(row: usize, p: i32, centres: usize, k: i32): i32 {
  let best = 0;
  let least: f64 = Infinity;
  for (let c = 0; c < k; c++) {
    const square = squareTo(row, p, centres + <usize>c * <usize>p * 8);
    if (square < least) {
      least = square;
      best = c;
    }
  }
  return best;
}

function squareTo(row: usize, p: i32, centre: usize): f64 {
  let square: f64 = 0;
  for (let j: usize = 0; j < <usize>p; j++) {
    const d = load<f64>(row + j * 8) - load<f64>(centre + j * 8);
    square += d * d;
  }
  return square;
}

/** Squared distances (doubles) of each row to its own centre. */
export function ownDistances(
  data: usize,
  rows: i32,
  p: i32,
  centres: usize,
  labels: usize,
  distances: usize,
): void {
  const bytes = <usize>p * 8;
  for (let i: usize = 0; i < <usize>rows; i++) {
    const centre = centres + <usize>load<i32>(labels + i * 4) * bytes;
    store<f64>(distances + i * 8, squareTo(data + i * bytes, p, centre));
  }
}

/**
 * Squared distances of all rows to two candidates for a centre, or to the nearest centre where that is less.
 *
 * @param pairs column by column the value of both candidates
 * @param weights one per row, or 0 when all are 1
 * @param nearest weighted squares to the nearest centre so far, or 0 before the first
 * @param first receives the squares of the first candidate
 * @param second receives those of the second
 * @param totals receives both sums, added row by row
 */
export function potentials(
  data: usize,
  rows: i32,
  p: i32,
  pairs: usize,
  weights: usize,
  nearest: usize,
  first: usize,
  second: usize,
  totals: usize,
): void {
  const width = <usize>p;
  let total = f64x2.splat(0);
  let x = data;
  for (let i: usize = 0; i < <usize>rows; i++) {
    let square = f64x2.splat(0);
    for (let at = pairs, end = pairs + width * 16; at < end; at += 16) {
      const d = f64x2.sub(v128.load64_splat(x), v128.load(at));
      square = f64x2.add(square, f64x2.mul(d, d));
      x += 8;
    }
    if (weights !== 0) square = f64x2.mul(square, v128.load64_splat(weights + i * 8));
    if (nearest !== 0) square = f64x2.pmin(square, v128.load64_splat(nearest + i * 8));
    v128.store64_lane(first + i * 8, square, 0);
    v128.store64_lane(second + i * 8, square, 1);
    total = f64x2.add(total, square);
  }
  v128.store(totals, total);
}

/**
 * Adds up the rows of each cluster, in blocks of rows that are added in order.
 *
 * @param weights one per row, or 0 when all are 1
 * @param blockRows rows of a block
 * @param sums receives k x p doubles, 0 before
 * @param sizes receives the weights of k clusters, 0 before
 * @param block room for k x p doubles
 */
export function clusterSums(
  data: usize,
  rows: i32,
  p: i32,
  k: i32,
  weights: usize,
  labels: usize,
  blockRows: i32,
  sums: usize,
  sizes: usize,
  block: usize,
): void {
  const bytes = <usize>p * 8;
  const paired = <usize>(p & ~1) * 8;
  const all = <usize>k * bytes;
  let weight = f64x2.splat(1);
  let x = data;
  for (let start = 0; start < rows; start += blockRows) {
    memory.fill(block, 0, all);
    const end = start + min(blockRows, rows - start);
    for (let i = start; i < end; i++) {
      if (weights !== 0) weight = v128.load64_splat(weights + <usize>i * 8);
      const label = <usize>load<i32>(labels + <usize>i * 4);
      const w = f64x2.extract_lane(weight, 0);
      store<f64>(sizes + label * 8, load<f64>(sizes + label * 8) + w);
      const to = block + label * bytes;
      for (let j: usize = 0; j < paired; j += 16)
        v128.store(to + j, f64x2.add(v128.load(to + j), f64x2.mul(weight, v128.load(x + j))));
      if (paired < bytes)
        store<f64>(to + paired, load<f64>(to + paired) + w * load<f64>(x + paired));
      x += bytes;
    }
    for (let at: usize = 0; at < all; at += 8)
      store<f64>(sums + at, load<f64>(sums + at) + load<f64>(block + at));
  }
}
