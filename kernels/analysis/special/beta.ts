import { requireNumberArgument } from "../base/arguments.ts";
import { gammaln } from "./gamma.ts";

const TINY = 1e-300;

/** The natural logarithm of the beta function B(a, b), a and b > 0. */
export function betaln(a: number, b: number): number {
  requireNumberArgument(a, "a", "betaln");
  requireNumberArgument(b, "b", "betaln");
  return gammaln(a) + gammaln(b) - gammaln(a + b);
}

/**
 * The regularised incomplete beta function I_x(a, b).
 *
 * Source: Didonato and Morris (1992), their continued fraction 26.5.8 of Abramowitz and Stegun, evaluated by Lentz (1976), with
 * I_x(a, b) = 1 - I_{1-x}(b, a) beyond the mean.
 *
 * @param a shape > 0
 * @param b shape > 0
 * @param x 0 … 1
 * @returns 0 … 1; NaN outside of the domain
 */
export function betainc(a: number, b: number, x: number): number {
  requireNumberArgument(a, "a", "betainc");
  requireNumberArgument(b, "b", "betainc");
  requireNumberArgument(x, "x", "betainc");
  if (!(a > 0) || !(b > 0) || !(x >= 0 && x <= 1)) return Number.NaN;
  if (x === 0 || x === 1) return x;
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) - betaln(a, b));
  if (x < (a + 1) / (a + b + 2)) return (front * fraction(a, b, x)) / a;
  return 1 - (front * fraction(b, a, 1 - x)) / b;
}

function fraction(a: number, b: number, x: number): number {
  let c = 1;
  let d = 1 - ((a + b) * x) / (a + 1);
  if (Math.abs(d) < TINY) d = TINY;
  d = 1 / d;
  let h = d;
  for (let m = 1; m < 100_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 + even * d;
    if (Math.abs(d) < TINY) d = TINY;
    c = 1 + even / c;
    if (Math.abs(c) < TINY) c = TINY;
    d = 1 / d;
    h *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 + odd * d;
    if (Math.abs(d) < TINY) d = TINY;
    c = 1 + odd / c;
    if (Math.abs(c) < TINY) c = TINY;
    d = 1 / d;
    const step = d * c;
    h *= step;
    if (Math.abs(step - 1) <= Number.EPSILON) break;
  }
  return h;
}
