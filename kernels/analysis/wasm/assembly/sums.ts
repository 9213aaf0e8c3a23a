/** Sums over the rows of a matrix, in AssemblyScript. */

/**
 * Adds x - shift, and when asked its square, of each column to the sums of the row's group.
 *
 * @param block rows of p doubles, row after row
 * @param groups the group of each row (i32), or 0 for one group
 * @param shift what is subtracted: p doubles per group; as `sums` and `squares`
 * @param squares where squares are added, or 0
 */
export function shiftedSums(
  block: usize,
  rows: i32,
  p: i32,
  groups: usize,
  shift: usize,
  sums: usize,
  squares: usize,
): void {
  const bytes = <usize>p * 8;
  const paired = bytes & ~(<usize>15);
  for (let i: usize = 0; i < <usize>rows; i++) {
    const row = block + i * bytes;
    const offset = groups === 0 ? 0 : bytes * <usize>load<i32>(groups + i * 4);
    const by = shift + offset;
    const into = sums + offset;
    const also = squares + offset;
    for (let at: usize = 0; at < paired; at += 16) {
      const d = f64x2.sub(v128.load(row + at), v128.load(by + at));
      v128.store(into + at, f64x2.add(v128.load(into + at), d));
      if (squares !== 0) v128.store(also + at, f64x2.add(v128.load(also + at), f64x2.mul(d, d)));
    }
    if (paired < bytes) {
      const d = load<f64>(row + paired) - load<f64>(by + paired);
      store<f64>(into + paired, load<f64>(into + paired) + d);
      if (squares !== 0) store<f64>(also + paired, load<f64>(also + paired) + d * d);
    }
  }
}

/**
 * Turns rows into columns and subtracts something from each.
 *
 * @param block rows of p doubles, row after row
 * @param stride bytes from column to column of what is written
 */
export function shiftedColumns(
  block: usize,
  rows: i32,
  p: i32,
  shift: usize,
  columns: usize,
  stride: i32,
): void {
  const bytes = <usize>p * 8;
  for (let j: usize = 0; j < <usize>p; j++) {
    const by = load<f64>(shift + j * 8);
    let from = block + j * 8;
    const to = columns + j * <usize>stride;
    for (let at: usize = 0; at < <usize>rows * 8; at += 8, from += bytes)
      store<f64>(to + at, load<f64>(from) - by);
  }
}

/**
 * Adds the scalar products of columns with each other: what lies above the diagonal, and more in blocks of four.
 *
 * @param columns column after column, each of `rows` doubles, an even number
 * @param width number of columns, a multiple of 4
 * @param all width x width sums
 */
export function addProducts(columns: usize, rows: i32, width: i32, all: usize): void {
  const stride = <usize>rows * 8;
  for (let a = 0; a < width; a += 2)
    for (let b = a & ~3; b < width; b += 4) {
      const p = columns + <usize>a * stride;
      const q = columns + <usize>b * stride;
      let s0 = f64x2.splat(0);
      let s1 = f64x2.splat(0);
      let s2 = f64x2.splat(0);
      let s3 = f64x2.splat(0);
      let t0 = f64x2.splat(0);
      let t1 = f64x2.splat(0);
      let t2 = f64x2.splat(0);
      let t3 = f64x2.splat(0);
      const end = p + stride;
      let other = q;
      for (let at = p; at < end; at += 16, other += 16) {
        const x = v128.load(at);
        const y = v128.load(at + stride);
        const c0 = v128.load(other);
        const c1 = v128.load(other + stride);
        s0 = f64x2.add(s0, f64x2.mul(x, c0));
        t0 = f64x2.add(t0, f64x2.mul(y, c0));
        s1 = f64x2.add(s1, f64x2.mul(x, c1));
        t1 = f64x2.add(t1, f64x2.mul(y, c1));
        const c2 = v128.load(other + 2 * stride);
        const c3 = v128.load(other + 3 * stride);
        s2 = f64x2.add(s2, f64x2.mul(x, c2));
        t2 = f64x2.add(t2, f64x2.mul(y, c2));
        s3 = f64x2.add(s3, f64x2.mul(x, c3));
        t3 = f64x2.add(t3, f64x2.mul(y, c3));
      }
      const into = all + <usize>(a * width + b) * 8;
      const below = into + <usize>width * 8;
      store<f64>(into, load<f64>(into) + both(s0));
      store<f64>(into, load<f64>(into, 8) + both(s1), 8);
      store<f64>(into, load<f64>(into, 16) + both(s2), 16);
      store<f64>(into, load<f64>(into, 24) + both(s3), 24);
      store<f64>(below, load<f64>(below) + both(t0));
      store<f64>(below, load<f64>(below, 8) + both(t1), 8);
      store<f64>(below, load<f64>(below, 16) + both(t2), 16);
      store<f64>(below, load<f64>(below, 24) + both(t3), 24);
    }
}

function both(pair: v128): f64 {
  return f64x2.extract_lane(pair, 0) + f64x2.extract_lane(pair, 1);
}

/**
 * Takes rows into the triangle of a running QR decomposition by Householder reflections; the twin of `addRows` in numeric/qr.
 *
 * @param r the triangle by columns, width x width
 * @param block the rows by columns, each of `rows` doubles, an even number; destroyed
 */
export function reflectRows(r: usize, width: i32, block: usize, rows: i32): void {
  const stride = <usize>rows * 8;
  const step = <usize>width * 8;
  for (let k = 0; k < width; k++) {
    const v = block + <usize>k * stride;
    const end = v + stride;
    let squares = f64x2.splat(0);
    for (let at = v; at < end; at += 16) {
      const x = v128.load(at);
      squares = f64x2.add(squares, f64x2.mul(x, x));
    }
    const square = both(squares);
    if (square === 0) continue;
    const diagonal = r + <usize>(k * width + k) * 8;
    const top = load<f64>(diagonal);
    const length = Math.sqrt(top * top + square);
    const alpha = top > 0 ? -length : length;
    const head = top - alpha;
    const beta = -1 / (alpha * head);
    store<f64>(diagonal, alpha);
    let j = k + 1;
    for (; j + 3 < width; j += 4) {
      const a = block + <usize>j * stride;
      let s0 = f64x2.splat(0);
      let s1 = f64x2.splat(0);
      let s2 = f64x2.splat(0);
      let s3 = f64x2.splat(0);
      let other = a;
      for (let at = v; at < end; at += 16, other += 16) {
        const x = v128.load(at);
        s0 = f64x2.add(s0, f64x2.mul(x, v128.load(other)));
        s1 = f64x2.add(s1, f64x2.mul(x, v128.load(other + stride)));
        s2 = f64x2.add(s2, f64x2.mul(x, v128.load(other + 2 * stride)));
        s3 = f64x2.add(s3, f64x2.mul(x, v128.load(other + 3 * stride)));
      }
      const place = r + <usize>(j * width + k) * 8;
      const f0 = f64x2.splat(factor(place, head, beta, both(s0)));
      const f1 = f64x2.splat(factor(place + step, head, beta, both(s1)));
      const f2 = f64x2.splat(factor(place + 2 * step, head, beta, both(s2)));
      const f3 = f64x2.splat(factor(place + 3 * step, head, beta, both(s3)));
      other = a;
      for (let at = v; at < end; at += 16, other += 16) {
        const x = v128.load(at);
        const b = other + stride;
        const c = other + 2 * stride;
        const d = other + 3 * stride;
        v128.store(other, f64x2.sub(v128.load(other), f64x2.mul(f0, x)));
        v128.store(b, f64x2.sub(v128.load(b), f64x2.mul(f1, x)));
        v128.store(c, f64x2.sub(v128.load(c), f64x2.mul(f2, x)));
        v128.store(d, f64x2.sub(v128.load(d), f64x2.mul(f3, x)));
      }
    }
    for (; j < width; j++) {
      const a = block + <usize>j * stride;
      let sums = f64x2.splat(0);
      let other = a;
      for (let at = v; at < end; at += 16, other += 16)
        sums = f64x2.add(sums, f64x2.mul(v128.load(at), v128.load(other)));
      const place = r + <usize>(j * width + k) * 8;
      const f = f64x2.splat(factor(place, head, beta, both(sums)));
      other = a;
      for (let at = v; at < end; at += 16, other += 16)
        v128.store(other, f64x2.sub(v128.load(other), f64x2.mul(f, v128.load(at))));
    }
  }
}

/** How much of a reflector is taken from a column; takes it from its place in the triangle, too. */
function factor(place: usize, head: f64, beta: f64, dot: f64): f64 {
  const top = load<f64>(place);
  const by = (top * head + dot) * beta;
  store<f64>(place, top - by * head);
  return by;
}
