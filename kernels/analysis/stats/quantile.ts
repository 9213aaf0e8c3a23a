import { isListLike, requireNumberArgument, said, wrongArgument } from "../base/arguments.ts";
import * as rule from "../base/option-rules.ts";
import { callOptions } from "../base/option-table.ts";
import {
  type DateSample,
  hasMissing,
  type MissingOptions,
  missingRules,
  placeOf,
  readNumbers,
  type Sample,
} from "../numeric/sample.ts";
import { select } from "../numeric/select.ts";

/** The nine sample quantile definitions of Hyndman and Fan (1996), numbered as in R; 7 is the default of R, numpy and pandas. */
export type QuantileType = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;

/** Options of `quantile` and `quantiles`. */
export interface QuantileOptions extends MissingOptions {
  /** Definition by its number in R, default 7 (linear between order statistics). */
  readonly type?: QuantileType;
}

const quantileRules = { ...missingRules, type: rule.by(7, rule.integer(1, 9)) };
const quantileSettings = {
  bare: { number: "type" },
  habits: { interpolation: ["type"], method: ["type"] },
};
const quantileOptions = callOptions<QuantileOptions>("quantile", quantileRules, quantileSettings);
const quantilesOptions = callOptions<QuantileOptions>("quantiles", quantileRules, quantileSettings);

/**
 * Computes one sample quantile of the present values.
 *
 * Source: Hyndman and Fan (1996), "Sample quantiles in statistical packages"; types are numbered as there and in R.
 *
 * @param values see `Sample`; a quantile of dates is a date
 * @param q probability, 0 … 1
 * @returns NaN (an invalid date) when nothing is present
 * @throws HF_ARGUMENT when q is outside of 0 … 1
 */
export function quantile(values: DateSample, q: number, options?: QuantileOptions): Date;
export function quantile(values: Sample, q: number, options?: QuantileOptions): number;
export function quantile(values: Sample, q: number, options: QuantileOptions = {}): number | Date {
  const { type, skipMissing } = quantileOptions.read(options);
  return placeOf(values, "quantile", { skipMissing }, (numbers) =>
    Number(quantilesOf(numbers, [q], type)[0]),
  );
}

/** Computes several quantiles with one sort; see `quantile`. Those of dates are an array of dates. */
export function quantiles(
  values: DateSample,
  qs: readonly number[],
  options?: QuantileOptions,
): Date[];
export function quantiles(
  values: Sample,
  qs: readonly number[],
  options?: QuantileOptions,
): Float64Array;
export function quantiles(
  values: Sample,
  qs: readonly number[],
  options: QuantileOptions = {},
): Float64Array | Date[] {
  if (!isListLike(qs))
    throw wrongArgument("quantiles needs a list of probabilities", {
      got: said(qs),
      expected: "a list of numbers from 0 to 1",
      action: "Write quantiles(values, [0.25, 0.75]).",
    });
  const { type, skipMissing = true } = quantilesOptions.read(options);
  const { values: numbers, areDates } = readNumbers(values, "quantiles");
  const found =
    skipMissing || !hasMissing(numbers)
      ? quantilesOf(numbers, qs, type)
      : new Float64Array(qs.length).fill(Number.NaN);
  return areDates ? Array.from(found, (time) => new Date(Math.round(time))) : found;
}

/** Quantiles of the present values of a list of numbers; see `quantile`. */
export function quantilesOf(
  values: ArrayLike<number>,
  qs: readonly number[],
  type: QuantileType = 7,
): Float64Array {
  const present = copyPresent(values);
  // A few order statistics are found without sorting everything.
  if (qs.length > 8 || present.length < 64) {
    present.sort();
    return Float64Array.from(qs, (q) => quantileOfSorted(present, q, type));
  }
  const smallest = orderStatistics(present);
  const at = (k: number) => smallest(Math.min(present.length, Math.max(1, k)) - 1);
  return Float64Array.from(qs, (q) => quantileFrom(present.length, at, q, type));
}

/** Finds k-th smallest values (from 0); each is looked for between those that were found before. */
function orderStatistics(values: Float64Array): (k: number) => number {
  const found: number[] = [];
  return (k) => {
    let first = 0;
    let last = values.length - 1;
    for (const place of found) {
      if (place === k) return values[k];
      if (place < k) first = Math.max(first, place + 1);
      else last = Math.min(last, place - 1);
    }
    found.push(k);
    if (k === first) return moveSmallest(values, first, last);
    return select(values, k, first, last);
  };
}

/** Moves the smallest value between two places to the first of them. */
function moveSmallest(values: Float64Array, first: number, last: number): number {
  let at = first;
  for (let i = first + 1; i <= last; i++) if (values[i] < values[at]) at = i;
  const held = values[at];
  values[at] = values[first];
  values[first] = held;
  return held;
}

/** The median: the quantile of 1/2, type 7, which for dates is a date; NaN (an invalid date) when nothing is present. */
export function median(values: DateSample, options?: MissingOptions): Date;
export function median(values: Sample, options?: MissingOptions): number;
export function median(values: Sample, options: MissingOptions = {}): number | Date {
  return placeOf(values, "median", options, medianOf);
}

/** The median of the present values of a list of numbers; see `median`. */
export function medianOf(values: ArrayLike<number>): number {
  return Number(quantilesOf(values, [0.5])[0]);
}

/** Copies the present values in rising order. */
export function sortedPresent(values: ArrayLike<number>): Float64Array {
  return copyPresent(values).sort();
}

function copyPresent(values: ArrayLike<number>): Float64Array {
  const copy = new Float64Array(values.length);
  let n = 0;
  for (let i = 0; i < values.length; i++) {
    const x = values[i];
    if (!Number.isNaN(x)) copy[n++] = x;
  }
  return copy.subarray(0, n);
}

/**
 * Computes one quantile of values that are sorted and complete.
 *
 * @throws HF_ARGUMENT when q is outside of 0 … 1
 */
export function quantileOfSorted(sorted: Float64Array, q: number, type: QuantileType = 7): number {
  const n = sorted.length;
  return quantileFrom(n, (k) => sorted[Math.min(n, Math.max(1, k)) - 1], q, type);
}

/** The definitions, over any way to find the k-th smallest value (from 1, held inside 1 … n). */
function quantileFrom(n: number, at: (k: number) => number, q: number, type: QuantileType): number {
  requireNumberArgument(q, "the probability", "quantile");
  if (!(q >= 0 && q <= 1))
    throw wrongArgument("quantile needs a probability", {
      got: said(q),
      expected: "a number from 0 to 1",
      action: "Write 0.9 for the 90th percentile.",
    });
  if (n === 0) return Number.NaN;
  if (type <= 3) {
    const nppm = type === 3 ? n * q - 0.5 : n * q;
    const j = Math.floor(nppm + fuzz);
    const g = nppm - j;
    const whole = Math.abs(g) < fuzz;
    if (type === 1) return whole ? at(j) : at(j + 1);
    if (type === 2) return whole ? (at(j) + at(j + 1)) / 2 : at(j + 1);
    return whole && j % 2 === 0 ? at(j) : at(j + 1);
  }
  const [a, b] = positions[type as 4 | 5 | 6 | 7 | 8 | 9];
  const position = a + q * (n + 1 - a - b);
  // A position that misses a whole number by rounding alone would mix in a neighbour: R's fuzz.
  const j = Math.floor(position + fuzz);
  const g = Math.abs(position - j) < fuzz ? 0 : position - j;
  return g === 0 ? at(j) : at(j) + g * (at(j + 1) - at(j));
}

const fuzz = 4 * Number.EPSILON;

const positions: Record<4 | 5 | 6 | 7 | 8 | 9, readonly [number, number]> = {
  4: [0, 1],
  5: [0.5, 0.5],
  6: [0, 0],
  7: [1, 1],
  8: [1 / 3, 1 / 3],
  9: [3 / 8, 3 / 8],
};
