import { isColumn, isTable, mixedKinds, said, wrongArgument } from "../base/arguments.ts";
import { isMissing } from "../base/is-missing.ts";
import * as rule from "../base/option-rules.ts";
import { callOptions, OptionTable } from "../base/option-table.ts";

/** One value of a sample; null, undefined, NaN and an invalid Date are missing. */
export type SampleValue = number | bigint | boolean | Date | null | undefined;

/** A column by its shape: a `Column` lies above the statistics and needs them. */
interface NumberColumn {
  readonly name: string;
  readonly type: string;
  readonly length: number;
  numbers(): Float64Array;
}

/** A series of another library by its shape: Polars, danfo.js, Arrow. */
interface Series {
  toArray(): ArrayLike<unknown>;
}

/** What every statistic takes: an array, a typed array, a `Column`, a series of another library, or what can be iterated. */
export type Sample = ArrayLike<SampleValue> | Iterable<SampleValue> | NumberColumn | Series;

/** A sample of dates. */
export type DateSample =
  | ArrayLike<Date | null | undefined>
  | (Iterable<Date | null> & NumberColumn);

/** What every statistic does with missing values. */
export interface MissingOptions {
  /** Default true: null, undefined, NaN and invalid dates are left out. False: one of them makes the result NaN, as skipna=False in pandas. */
  readonly skipMissing?: boolean;
}

/** A sample as numbers; NaN is missing. */
export interface Numbers {
  readonly values: ArrayLike<number>;
  /** The numbers are milliseconds since 1970. */
  readonly areDates: boolean;
}

/**
 * Reads a sample as numbers: booleans are 0 and 1, dates milliseconds since 1970. What is numbers already is not copied.
 *
 * @throws HF_ARGUMENT for text and other values that are no numbers, HF_TABLE_COLUMN_TYPE for a column of text
 */
export function readNumbers(given: unknown, what: string): Numbers {
  if (isColumn(given)) return { values: given.numbers(), areDates: given.type === "date" };
  if (
    given instanceof Float64Array ||
    given instanceof Float32Array ||
    given instanceof Int32Array ||
    (ArrayBuffer.isView(given) &&
      !(given instanceof DataView) &&
      !(given instanceof BigInt64Array) &&
      !(given instanceof BigUint64Array))
  )
    return { values: given as unknown as ArrayLike<number>, areDates: false };
  return fromList(listOf(given, what), what);
}

/** Reads a sample of numbers where dates make no sense. @throws HF_ARGUMENT */
export function readNumbersNotDates(
  given: unknown,
  what: string,
  instead: string,
): ArrayLike<number> {
  const { values, areDates } = readNumbers(given, what);
  if (areDates)
    throw wrongArgument(`${what} needs numbers`, {
      got: "dates",
      expected: "numbers",
      action: `${instead.charAt(0).toUpperCase()}${instead.slice(1)}.`,
    });
  return values;
}

/** Reads a sample whose dates count in milliseconds since 1970; see `readNumbers`. */
export function readSample(given: unknown, what: string): ArrayLike<number> {
  return readNumbers(given, what).values;
}

/** Lists the values of anything that holds some, in order; see `Sample`. */
export function listOf(given: unknown, what: string): ArrayLike<unknown> {
  if (Array.isArray(given)) return given as unknown[];
  if (ArrayBuffer.isView(given) && !(given instanceof DataView))
    return given as unknown as ArrayLike<unknown>;
  if (typeof given === "object" && given !== null && !isTable(given) && !(given instanceof Map)) {
    const { toArray, values } = given as { toArray?: unknown; values?: unknown };
    if (Symbol.iterator in given) return Array.from(given as Iterable<unknown>);
    if (typeof toArray === "function") return (given as Series).toArray();
    // A series of danfo.js.
    if (Array.isArray(values)) return values as unknown[];
  }
  throw wrongArgument(`${what} needs a list of numbers or a column`, {
    got: said(given),
    expected: "a list of numbers or a column",
    action: isTable(given) ? 'Pass table.column("name").' : "Pass a list such as [1, 2, 3].",
  });
}

function fromList(list: ArrayLike<unknown>, what: string): Numbers {
  let kind: string | undefined;
  let plain = true;
  for (let i = 0; i < list.length; i++) {
    const value = list[i];
    if (isMissing(value)) {
      plain &&= typeof value === "number";
      continue;
    }
    const type = value instanceof Date ? "date" : typeof value;
    if (type !== "number" && type !== "date" && type !== "boolean" && type !== "bigint")
      throw wrongArgument(`${what} needs numbers`, {
        got: `${said(value)} at place ${i}`,
        expected: "numbers",
        action: "Leave it out, or put null there for a missing value.",
      });
    if (kind !== undefined && kind !== type) throw mixedKinds(what, { value, place: i, kind });
    kind = type;
  }
  const areDates = kind === "date";
  if (plain && (kind === undefined || kind === "number"))
    return { values: list as ArrayLike<number>, areDates };
  const values = new Float64Array(list.length);
  for (let i = 0; i < values.length; i++)
    values[i] = isMissing(list[i]) ? Number.NaN : Number(list[i]);
  return { values, areDates };
}

/** What the options of every statistic can be. */
export const missingRules = { skipMissing: rule.by(true, rule.flag) };
const missingSettings = {
  habits: {
    skipna: ["skipMissing"],
    naRm: ["skipMissing"],
    omitna: ["skipMissing"],
    nanPolicy: ["skipMissing"],
    ddof: "It stands by itself before the options: std(values, 0), variance(values, 0).",
    axis: "Give one column: a statistic is of one list.",
  },
};
/** The statistics that take no other option. */
const names = [
  "sum",
  "mean",
  "median",
  "mode",
  "std",
  "variance",
  "skewness",
  "kurtosis",
  "mad",
  "iqr",
  "rank",
  "correlate",
  "covariance",
];
const tables = new Map(
  names.map((name) => [name, callOptions<MissingOptions>(name, missingRules, missingSettings)]),
);

/** Whether missing values are left out; see `MissingOptions`. @throws HF_OPTION */
export function skipsMissing(options: MissingOptions, what: string): boolean {
  const table =
    tables.get(what) ??
    new OptionTable<MissingOptions>(what, "HF_OPTION", missingRules, missingSettings);
  return table.read(options).skipMissing ?? true;
}

/** Computes a number of a sample: its present values, or NaN when one is missing and `skipMissing` is false. */
export function numberOf(
  given: unknown,
  what: string,
  options: MissingOptions,
  compute: (values: ArrayLike<number>) => number,
): number {
  const skip = skipsMissing(options, what);
  const values = readSample(given, what);
  return skip || !hasMissing(values) ? compute(values) : Number.NaN;
}

/** Computes a place among the values of a sample, which for dates is a date (rounded to the millisecond). */
export function placeOf(
  given: unknown,
  what: string,
  options: MissingOptions,
  compute: (values: ArrayLike<number>) => number,
): number | Date {
  const skip = skipsMissing(options, what);
  const { values, areDates } = readNumbers(given, what);
  const place = skip || !hasMissing(values) ? compute(values) : Number.NaN;
  return areDates ? new Date(Math.round(place)) : place;
}

/** Whether one of the numbers is NaN. */
export function hasMissing(values: ArrayLike<number>): boolean {
  for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i])) return true;
  return false;
}
