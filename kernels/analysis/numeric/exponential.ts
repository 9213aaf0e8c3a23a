/** 2^n at n + 1023. */
const POWERS = Float64Array.from({ length: 2047 }, (_, i) => 2 ** (i - 1023));
/** Adding and taking away 1.5 * 2^52 leaves the nearest integer. */
const WHOLE = 6755399441055744;

/**
 * e^x to about one unit in the last place, by the same steps in TypeScript and WebAssembly: unlike `Math.exp` it has the same bits on
 * every machine. Numbers above 700 in size are taken for 700.
 *
 * Source: Cephes, exp.c (Moshier 1989): x = n ln 2 + r, and a rational function of r.
 */
export function exponential(given: number): number {
  const bounded = Math.max(-700, Math.min(700, given));
  const n = bounded * Math.LOG2E + WHOLE - WHOLE;
  const x = bounded - n * 0.693145751953125 - n * 1.4286068203094173e-6;
  const xx = x * x;
  const p = x * ((1.2617719307481058e-4 * xx + 0.030299440770744195) * xx + 1);
  const q =
    ((3.0019850513866446e-6 * xx + 0.002524483403496841) * xx + 0.22726554820815503) * xx + 2;
  const fraction = p / (q - p);
  return (1 + (fraction + fraction)) * POWERS[n + 1023];
}

/**
 * log(1 + x) for x of 0 … 1 to about one unit in the last place, also for the smallest, by the same steps in TypeScript and WebAssembly.
 *
 * Source: fdlibm, e_log.c (Sun Microsystems 1993): log((1 + s) / (1 - s)) as a polynomial in s².
 */
export function logOnePlus(x: number): number {
  const isLarge = x > 0.41421356237309503;
  const base = isLarge ? Math.SQRT2 : 1;
  // Without 1 + x where x is small, which would lose its last bits.
  const s = (x - (base - 1)) / (1 + x + base);
  const t = s * s;
  let sum = 0.14798198605116586;
  sum = sum * t + 0.15313837699209373;
  sum = sum * t + 0.1818357216161805;
  sum = sum * t + 0.22222198432149784;
  sum = sum * t + 0.2857142874366239;
  sum = sum * t + 0.3999999999940942;
  sum = sum * t + 0.6666666666666735;
  return s + s + s * (t * sum) + (isLarge ? 0.34657359027997264 : 0);
}
