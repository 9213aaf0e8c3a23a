/** Derivatives of the logistic loss, in AssemblyScript. */

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
