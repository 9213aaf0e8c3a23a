import { requireNumberArgument, requireNumbers } from "../base/arguments.ts";
import { Accumulator, sum } from "../numeric/sum.ts";

/** The moments of the present values of a sample. */
export interface Moments {
  /** Number of present values. */
  readonly n: number;
  readonly mean: number;
  /** Sum of squared deviations from the mean. */
  readonly m2: number;
  readonly m3: number;
  readonly m4: number;
}

/**
 * Counts the present (not NaN) values.
 */
function countPresent(values: ArrayLike<number>): number {
  let n = 0;
  for (let i = 0; i < values.length; i++) if (!Number.isNaN(values[i])) n++;
  return n;
}

/**
 * Computes count, mean and central moment sums in two passes (the mean first, with the correction of Chan, Golub and LeVeque 1983,
 * equation 1.7, for what rounding left in the mean). NaN is a missing value and is skipped.
 */
export function moments(values: ArrayLike<number>): Moments {
  const n = countPresent(values);
  if (n === 0) return { n: 0, mean: Number.NaN, m2: Number.NaN, m3: Number.NaN, m4: Number.NaN };
  const mean = sum(values) / n;
  const rest = new Accumulator();
  const squares = new Accumulator();
  let m3 = 0;
  let m4 = 0;
  for (let i = 0; i < values.length; i++) {
    const d = values[i] - mean;
    if (Number.isNaN(d)) continue;
    rest.add(d);
    squares.add(d * d);
    m3 += d * d * d;
    m4 += d * d * d * d;
  }
  const residual = rest.value();
  return { n, mean, m2: squares.value() - (residual * residual) / n, m3, m4 };
}

/** The arithmetic mean of the present values; NaN when there are none. */
export function mean(values: ArrayLike<number>): number {
  requireNumbers(values, "mean");
  const n = countPresent(values);
  return n === 0 ? Number.NaN : sum(values) / n;
}

/**
 * The variance of the present values, two passes.
 *
 * @param ddof delta degrees of freedom: 1 (default) for a sample, 0 for a whole population, as in pandas and numpy
 * @returns NaN when fewer than `ddof + 1` values are present
 */
export function variance(values: ArrayLike<number>, ddof = 1): number {
  requireNumberArgument(ddof, "ddof", "variance");
  requireNumbers(values, "variance");
  const { n, m2 } = moments(values);
  return n > ddof ? Math.max(0, m2) / (n - ddof) : Number.NaN;
}

/** The standard deviation: square root of `variance(values, ddof)`; ddof default 1. */
export function std(values: ArrayLike<number>, ddof = 1): number {
  requireNumberArgument(ddof, "ddof", "std");
  requireNumbers(values, "std");
  return Math.sqrt(variance(values, ddof));
}

/**
 * The sample skewness G1, adjusted for bias (Joanes and Gill 1998, type 2; what pandas and Excel give).
 *
 * @returns NaN for fewer than 3 present values, 0 when all are equal
 */
export function skewness(values: ArrayLike<number>): number {
  requireNumbers(values, "skewness");
  const { n, m2, m3 } = moments(values);
  if (n < 3) return Number.NaN;
  if (m2 <= 0) return 0;
  return (n * Math.sqrt(n - 1) * m3) / ((n - 2) * m2 ** 1.5);
}

/**
 * The sample excess kurtosis G2, adjusted for bias (Joanes and Gill 1998, type 2; what pandas and Excel give).
 *
 * @returns NaN for fewer than 4 present values, 0 when all are equal
 */
export function kurtosis(values: ArrayLike<number>): number {
  requireNumbers(values, "kurtosis");
  const { n, m2, m4 } = moments(values);
  if (n < 4) return Number.NaN;
  if (m2 <= 0) return 0;
  const top = n * (n + 1) * (n - 1) * m4;
  const bottom = (n - 2) * (n - 3) * m2 * m2;
  return top / bottom - (3 * (n - 1) ** 2) / ((n - 2) * (n - 3));
}
