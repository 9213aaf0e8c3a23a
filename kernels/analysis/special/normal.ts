import { requireNumberArgument } from "../base/arguments.ts";
import { erfc } from "./erf.ts";

const CENTRAL = [
  [
    2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946,
    1971.5909503065513, 133.14166789178438, 3.3871328727963665,
  ],
  [
    5226.495278852854, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751,
    687.1870074920579, 42.31333070160091, 1,
  ],
];
const MIDDLE = [
  [
    0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684,
    3.6478483247632045, 5.769497221460691, 4.630337846156546, 1.4234371107496835,
  ],
  [
    1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008,
    0.6897673349851, 1.6763848301838038, 2.053191626637759, 1,
  ],
];
const FAR = [
  [
    2.0103343992922881e-7, 0.000027115555687434876, 0.0012426609473880784, 0.026532189526576124,
    0.29656057182850487, 1.7848265399172913, 5.463784911164114, 6.657904643501103,
  ],
  [
    2.0442631033899397e-15, 1.421511758316446e-7, 0.000018463183175100548, 0.0007868691311456133,
    0.014875361290850615, 0.1369298809227358, 0.599832206555888, 1,
  ],
];

/** The distribution function of the standard normal distribution, accurate in both tails. */
export function ndtr(x: number): number {
  requireNumberArgument(x, "x", "ndtr");
  return 0.5 * erfc(-x * Math.SQRT1_2);
}

/**
 * The quantile function of the standard normal distribution: the inverse of `ndtr`.
 *
 * Source: Wichura (1988), algorithm AS 241, PPND16; relative error about 1e-16.
 *
 * @param p probability, 0 … 1
 * @returns -Infinity at 0, Infinity at 1, NaN outside
 */
export function ndtri(p: number): number {
  requireNumberArgument(p, "p", "ndtri");
  if (!(p >= 0 && p <= 1)) return Number.NaN;
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) return q * ratio(CENTRAL, 0.180625 - q * q);
  const tail = q < 0 ? p : 1 - p;
  if (tail === 0) return q < 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const r = Math.sqrt(-Math.log(tail));
  const value = r <= 5 ? ratio(MIDDLE, r - 1.6) : ratio(FAR, r - 5);
  return q < 0 ? -value : value;
}

function ratio([top, bottom]: readonly (readonly number[])[], x: number): number {
  let above = 0;
  let below = 0;
  for (let k = 0; k < top.length; k++) {
    above = above * x + top[k];
    below = below * x + bottom[k];
  }
  return above / below;
}
