/** What takes exponentials: the logistic loss and its derivatives, and radial kernels; in AssemblyScript. */

/** e^x of two numbers of at most 700 in size; the twin of `exponential` in TypeScript, where the source is named. */
function exponential(given: v128): v128 {
  const magic = f64x2.splat(6755399441055744);
  const shifted = f64x2.add(f64x2.mul(given, f64x2.splat(Math.LOG2E)), magic);
  const n = f64x2.sub(shifted, magic);
  const high = f64x2.sub(given, f64x2.mul(n, f64x2.splat(0.693145751953125)));
  const x = f64x2.sub(high, f64x2.mul(n, f64x2.splat(1.4286068203094173e-6)));
  const xx = f64x2.mul(x, x);
  let p = f64x2.add(
    f64x2.mul(f64x2.splat(1.2617719307481058e-4), xx),
    f64x2.splat(0.030299440770744195),
  );
  p = f64x2.mul(x, f64x2.add(f64x2.mul(p, xx), f64x2.splat(1)));
  let q = f64x2.add(
    f64x2.mul(f64x2.splat(3.0019850513866446e-6), xx),
    f64x2.splat(0.002524483403496841),
  );
  q = f64x2.add(f64x2.mul(q, xx), f64x2.splat(0.22726554820815503));
  q = f64x2.add(f64x2.mul(q, xx), f64x2.splat(2));
  const fraction = f64x2.div(p, f64x2.sub(q, p));
  const mantissa = f64x2.add(f64x2.splat(1), f64x2.add(fraction, fraction));
  // The bits of 2^n, from those of the shifted number.
  const whole = i64x2.sub(shifted, magic);
  return f64x2.mul(mantissa, i64x2.shl(i64x2.add(whole, i64x2.splat(1023)), 52));
}

/**
 * First and second derivatives of the logistic loss of two classes.
 *
 * @param raw n log-odds, and room for one more, as all arrays have
 * @param target 0 or 1 each
 */
export function logistic(raw: usize, target: usize, gradient: usize, hessian: usize, n: i32): void {
  const one = f64x2.splat(1);
  const limit = f64x2.splat(700);
  const below = f64x2.splat(-700);
  const bytes = <usize>n * 8;
  for (let at: usize = 0; at < bytes; at += 16) {
    const x = f64x2.pmax(below, f64x2.pmin(limit, f64x2.neg(v128.load(raw + at))));
    const p = f64x2.div(one, f64x2.add(one, exponential(x)));
    v128.store(gradient + at, f64x2.sub(p, v128.load(target + at)));
    v128.store(hessian + at, f64x2.mul(p, f64x2.sub(one, p)));
  }
}

/** log(1 + x) of two numbers of 0 … 1; the twin of `logOnePlus` in TypeScript, where the source is named. */
function logOnePlus(x: v128): v128 {
  const isLarge = f64x2.gt(x, f64x2.splat(0.41421356237309503));
  const base = v128.bitselect(f64x2.splat(Math.SQRT2), f64x2.splat(1), isLarge);
  const one = f64x2.splat(1);
  // Without 1 + x where x is small, which would lose its last bits.
  const above = f64x2.sub(x, f64x2.sub(base, one));
  const s = f64x2.div(above, f64x2.add(f64x2.add(one, x), base));
  const t = f64x2.mul(s, s);
  let sum = f64x2.splat(0.14798198605116586);
  sum = f64x2.add(f64x2.mul(sum, t), f64x2.splat(0.15313837699209373));
  sum = f64x2.add(f64x2.mul(sum, t), f64x2.splat(0.1818357216161805));
  sum = f64x2.add(f64x2.mul(sum, t), f64x2.splat(0.22222198432149784));
  sum = f64x2.add(f64x2.mul(sum, t), f64x2.splat(0.2857142874366239));
  sum = f64x2.add(f64x2.mul(sum, t), f64x2.splat(0.3999999999940942));
  sum = f64x2.add(f64x2.mul(sum, t), f64x2.splat(0.6666666666666735));
  const log = f64x2.add(f64x2.add(s, s), f64x2.mul(s, f64x2.mul(t, sum)));
  return f64x2.add(log, v128.and(isLarge, f64x2.splat(0.34657359027997264)));
}

// What `losses` leaves of two rows beside their losses: minus the residuals, but for sign and weight.
let far: v128 = f64x2.splat(0);

/** The losses of two rows that are right by so much, and in `far` the probability of the other class. */
function lossesOf(m: v128): v128 {
  const one = f64x2.splat(1);
  const size = f64x2.abs(m);
  const e = exponential(f64x2.pmax(f64x2.splat(-700), f64x2.neg(size)));
  const isWrong = f64x2.lt(m, f64x2.splat(0));
  far = f64x2.div(v128.bitselect(one, e, isWrong), f64x2.add(one, e));
  return f64x2.add(logOnePlus(e), v128.and(isWrong, size));
}

/**
 * The logistic loss of two classes at a point, and its gradient; the twin of `binaryLoss` in TypeScript.
 *
 * @param data rows of p doubles, a multiple of 4 rows; those that were added are 0 and so are their weights
 * @param signs 1 for the second class, else -1
 * @param theta p coefficients and the intercept
 * @param gradient receives as many
 */
export function logisticLoss(
  data: usize,
  rows: i32,
  p: i32,
  theta: usize,
  signs: usize,
  weights: usize,
  gradient: usize,
): f64 {
  const bytes = <usize>p * 8;
  const paired = bytes & ~(<usize>15);
  const intercept = f64x2.splat(load<f64>(theta + bytes));
  const zero = f64x2.splat(0);
  let losses = zero;
  let residuals = zero;
  memory.fill(gradient, 0, bytes + 8);
  for (let i: usize = 0; i < <usize>rows; i += 4) {
    const first = data + i * bytes;
    const second = first + bytes;
    const third = second + bytes;
    const fourth = third + bytes;
    let a = zero;
    let b = zero;
    let c = zero;
    let d = zero;
    let at: usize = 0;
    for (; at < paired; at += 16) {
      const t = v128.load(theta + at);
      a = f64x2.add(a, f64x2.mul(t, v128.load(first + at)));
      b = f64x2.add(b, f64x2.mul(t, v128.load(second + at)));
      c = f64x2.add(c, f64x2.mul(t, v128.load(third + at)));
      d = f64x2.add(d, f64x2.mul(t, v128.load(fourth + at)));
    }
    // Products at even columns of two rows, and those at odd ones.
    let even = v128.shuffle<f64>(a, b, 0, 2);
    let evens = v128.shuffle<f64>(c, d, 0, 2);
    if (paired < bytes) {
      const t = f64x2.splat(load<f64>(theta + at));
      const two = f64x2.replace_lane(v128.load64_zero(first + at), 1, load<f64>(second + at));
      const more = f64x2.replace_lane(v128.load64_zero(third + at), 1, load<f64>(fourth + at));
      even = f64x2.add(even, f64x2.mul(t, two));
      evens = f64x2.add(evens, f64x2.mul(t, more));
    }
    const scores = f64x2.add(f64x2.add(even, v128.shuffle<f64>(a, b, 1, 3)), intercept);
    const others = f64x2.add(f64x2.add(evens, v128.shuffle<f64>(c, d, 1, 3)), intercept);
    const place = i * 8;
    const left = f64x2.mul(scores, v128.load(signs + place));
    const right = f64x2.mul(others, v128.load(signs + place, 16));
    const weight = v128.load(weights + place);
    losses = f64x2.add(losses, f64x2.mul(weight, lossesOf(left)));
    const upper = f64x2.neg(f64x2.mul(weight, f64x2.mul(v128.load(signs + place), far)));
    residuals = f64x2.add(residuals, upper);
    const heavy = v128.load(weights + place, 16);
    losses = f64x2.add(losses, f64x2.mul(heavy, lossesOf(right)));
    const lower = f64x2.neg(f64x2.mul(heavy, f64x2.mul(v128.load(signs + place, 16), far)));
    residuals = f64x2.add(residuals, lower);
    const z0 = f64x2.extract_lane(upper, 0);
    const z1 = f64x2.extract_lane(upper, 1);
    const z2 = f64x2.extract_lane(lower, 0);
    const z3 = f64x2.extract_lane(lower, 1);
    const w0 = f64x2.splat(z0);
    const w1 = f64x2.splat(z1);
    const w2 = f64x2.splat(z2);
    const w3 = f64x2.splat(z3);
    at = 0;
    for (; at < paired; at += 16) {
      const front = f64x2.add(
        f64x2.mul(w0, v128.load(first + at)),
        f64x2.mul(w1, v128.load(second + at)),
      );
      const back = f64x2.add(
        f64x2.mul(w2, v128.load(third + at)),
        f64x2.mul(w3, v128.load(fourth + at)),
      );
      v128.store(gradient + at, f64x2.add(v128.load(gradient + at), f64x2.add(front, back)));
    }
    if (paired < bytes)
      store<f64>(
        gradient + at,
        load<f64>(gradient + at) +
          (z0 * load<f64>(first + at) +
            z1 * load<f64>(second + at) +
            (z2 * load<f64>(third + at) + z3 * load<f64>(fourth + at))),
      );
  }
  store<f64>(gradient + bytes, f64x2.extract_lane(residuals, 0) + f64x2.extract_lane(residuals, 1));
  return f64x2.extract_lane(losses, 0) + f64x2.extract_lane(losses, 1);
}

/**
 * The kernel exp(-gamma |x - row|²) of a point and all rows of a matrix.
 *
 * @param packed rows in blocks of 4, column by column: column j of row r at (⌊r / 4⌋ p + j) 4 + r mod 4
 * @param squares the square of each row, with room up to a multiple of 4; as `out`
 * @param x the point
 * @param xSquare its square
 */
export function radialRow(
  packed: usize,
  rows: i32,
  p: i32,
  squares: usize,
  x: usize,
  xSquare: f64,
  gamma: f64,
  out: usize,
): void {
  const own = f64x2.splat(xSquare);
  const two = f64x2.splat(2);
  const zero = f64x2.splat(0);
  const factor = f64x2.splat(-gamma);
  const below = f64x2.splat(-700);
  const end = x + <usize>p * 8;
  let at = packed;
  for (let r: usize = 0; r < <usize>rows * 8; r += 32) {
    let a = zero;
    let b = zero;
    for (let j = x; j < end; j += 8, at += 32) {
      const value = v128.load64_splat(j);
      a = f64x2.add(a, f64x2.mul(value, v128.load(at)));
      b = f64x2.add(b, f64x2.mul(value, v128.load(at, 16)));
    }
    a = f64x2.sub(f64x2.add(own, v128.load(squares + r)), f64x2.mul(two, a));
    b = f64x2.sub(f64x2.add(own, v128.load(squares + r, 16)), f64x2.mul(two, b));
    a = f64x2.mul(factor, f64x2.pmax(zero, a));
    b = f64x2.mul(factor, f64x2.pmax(zero, b));
    v128.store(out + r, exponential(f64x2.pmax(below, a)));
    v128.store(out + r, exponential(f64x2.pmax(below, b)), 16);
  }
}
