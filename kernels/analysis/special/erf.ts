import { requireNumberArgument } from "../base/arguments.ts";

const A = [
  0.18577770618460315, 3.1611237438705655, 113.86415415105016, 377.485237685302, 3209.3775891384694,
];
const B = [1, 23.601290952344122, 244.02463793444417, 1282.6165260773723, 2844.236833439171];
const C = [
  2.1531153547440383e-8, 0.5641884969886701, 8.883149794388377, 66.11919063714163,
  298.6351381974001, 881.952221241769, 1712.0476126340707, 2051.0783778260716, 1230.3393547979972,
];
const D = [
  1, 15.744926110709835, 117.6939508913125, 537.1811018620099, 1621.3895745666903,
  3290.7992357334597, 4362.619090143247, 3439.3676741437216, 1230.3393548037495,
];
const P = [
  0.016315387137302097, 0.30532663496123236, 0.36034489994980445, 0.12578172611122926,
  0.016083785148742275, 0.0006587491615298378,
];
const Q = [
  1, 2.568520192289822, 1.8729528499234673, 0.5279051029514285, 0.06051834131244132,
  0.0023352049762686918,
];
const INVERSE_ROOT_PI = 0.5641895835477563;

/**
 * The error function.
 *
 * Source: Cody (1969), "Rational Chebyshev approximations for the error function"; relative error below 1e-15.
 */
export function erf(x: number): number {
  requireNumberArgument(x, "x", "erf");
  if (Math.abs(x) <= 0.46875) {
    const z = x * x;
    return (x * polynomial(A, z)) / polynomial(B, z);
  }
  return x > 0 ? 1 - tail(x) : tail(-x) - 1;
}

/** The complementary error function 1 - erf(x), without cancellation for large x; see `erf`. */
export function erfc(x: number): number {
  requireNumberArgument(x, "x", "erfc");
  if (Math.abs(x) <= 0.46875) return 1 - erf(x);
  return x > 0 ? tail(x) : 2 - tail(-x);
}

function tail(x: number): number {
  if (Number.isNaN(x)) return Number.NaN;
  if (x > 27) return 0;
  // exp(-x²) in two parts, so that the rounding of x² does not show.
  const rounded = Math.trunc(x * 16) / 16;
  const rest = (x - rounded) * (x + rounded);
  const scale = Math.exp(-rounded * rounded) * Math.exp(-rest);
  if (x <= 4) return (scale * polynomial(C, x)) / polynomial(D, x);
  const z = 1 / (x * x);
  const correction = (z * polynomial(P, z)) / polynomial(Q, z);
  return (scale * (INVERSE_ROOT_PI - correction)) / x;
}

/** Horner's scheme, highest power first. */
function polynomial(coefficients: readonly number[], x: number): number {
  let value = 0;
  for (const coefficient of coefficients) value = value * x + coefficient;
  return value;
}
