import { requireNumberArgument } from "../base/arguments.ts";
import {
  type DateSample,
  type MissingOptions,
  numberOf,
  placeOf,
  type Sample,
} from "../numeric/sample.ts";
import { Accumulator, sumOf } from "../numeric/sum.ts";

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
  const mean = sumOf(values) / n;
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

/**
 * The arithmetic mean of the present values, which for dates is a date; NaN (an invalid date) when there are none.
 *
 * @param values see `Sample`
 */
export function mean(values: DateSample, options?: MissingOptions): Date;
export function mean(values: Sample, options?: MissingOptions): number;
export function mean(values: Sample, options: MissingOptions = {}): number | Date {
  return placeOf(values, "mean", options, meanOf);
}

/** The mean of the present values of a list of numbers; see `mean`. */
export function meanOf(values: ArrayLike<number>): number {
  const n = countPresent(values);
  return n === 0 ? Number.NaN : sumOf(values) / n;
}

/**
 * The variance of the present values, two passes.
 *
 * @param values see `Sample`; dates count in milliseconds
 * @param ddof delta degrees of freedom: 1 (default) for a sample, 0 for a whole population, as in pandas and numpy
 * @returns NaN when fewer than `ddof + 1` values are present
 */
export function variance(values: Sample, ddof = 1, options: MissingOptions = {}): number {
  requireNumberArgument(ddof, "ddof", "variance");
  return numberOf(values, "variance", options, (numbers) => varianceOf(numbers, ddof));
}

function varianceOf(values: ArrayLike<number>, ddof: number): number {
  const { n, m2 } = moments(values);
  return n > ddof ? Math.max(0, m2) / (n - ddof) : Number.NaN;
}

/** The standard deviation: square root of `variance(values, ddof)`; ddof default 1. Of dates it is in milliseconds. */
export function std(values: Sample, ddof = 1, options: MissingOptions = {}): number {
  requireNumberArgument(ddof, "ddof", "std");
  return numberOf(values, "std", options, (numbers) => Math.sqrt(varianceOf(numbers, ddof)));
}

/**
 * The sample skewness G1, adjusted for bias (Joanes and Gill 1998, type 2; what pandas and Excel give).
 *
 * @returns NaN for fewer than 3 present values, 0 when all are equal
 */
export function skewness(values: Sample, options: MissingOptions = {}): number {
  return numberOf(values, "skewness", options, (numbers) => {
    const { n, m2, m3 } = moments(numbers);
    if (n < 3) return Number.NaN;
    if (m2 <= 0) return 0;
    return (n * Math.sqrt(n - 1) * m3) / ((n - 2) * m2 ** 1.5);
  });
}

/**
 * The sample excess kurtosis G2, adjusted for bias (Joanes and Gill 1998, type 2; what pandas and Excel give).
 *
 * @returns NaN for fewer than 4 present values, 0 when all are equal
 */
export function kurtosis(values: Sample, options: MissingOptions = {}): number {
  return numberOf(values, "kurtosis", options, (numbers) => {
    const { n, m2, m4 } = moments(numbers);
    if (n < 4) return Number.NaN;
    if (m2 <= 0) return 0;
    const top = n * (n + 1) * (n - 1) * m4;
    const bottom = (n - 2) * (n - 3) * m2 * m2;
    return top / bottom - (3 * (n - 1) ** 2) / ((n - 2) * (n - 3));
  });
}
