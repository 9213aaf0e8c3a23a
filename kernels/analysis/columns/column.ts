import { requireNumberArgument, requireOptions } from "../base/arguments.ts";
import { compareText } from "../base/compare-text.ts";
import { AnalysisError } from "../base/errors.ts";
import type { MissingOptions } from "../numeric/sample.ts";
import { sum } from "../numeric/sum.ts";
import { mean, std } from "../stats/moments.ts";
import { median, type QuantileOptions, quantile } from "../stats/quantile.ts";
import type { ColumnData } from "./buffers.ts";
import { Strings } from "./strings.ts";
import { countMissing, isValid, type Validity } from "./validity.ts";

/** How the values of a column are stored. */
export type ColumnType = "float64" | "float32" | "int32" | "bool" | "date" | "category" | "text";

/** What one cell can hold as a JavaScript value; null is missing. */
export type Value = number | string | boolean | Date;

/** What a column of dates answers; the type `Column` alone does not say so, to stay one for all columns. */
export interface DateMeans {
  mean(options?: MissingOptions): Date;
  median(options?: MissingOptions): Date;
  quantile(q: number, options?: QuantileOptions): Date;
}

/** The type of a column of such values. */
export type ColumnOf<V extends Value> = 0 extends 1 & V
  ? Column<V>
  : [V] extends [Date]
    ? DateMeans & Column<V>
    : Column<V>;

/** The stored parts of a column. */
export interface ColumnParts {
  readonly name: string;
  readonly type: ColumnType;
  readonly length: number;
  /** Numbers; 0 or 1 for bool; milliseconds UTC for date; codes (-1 missing) or UTF-8 bytes for text. */
  readonly data: ColumnData;
  /** Absent when no value is missing. */
  readonly valid?: Validity;
  /** The distinct texts of a coded column. */
  readonly dict?: Strings;
  /** Where each text starts, length + 1 numbers; only for text that is stored without a dictionary. */
  readonly offsets?: Uint32Array;
}

/**
 * One named, typed, immutable column on shared memory.
 *
 * Missing values: the bitmap `valid` marks them; floats and dates carry NaN and codes carry -1 as well, so that a kernel can read
 * `data` alone. Integers with missing values stay integers.
 *
 * @typeParam V the JavaScript type of a present value
 */
export class Column<V extends Value = Value> implements ColumnParts {
  readonly name: string;
  readonly type: ColumnType;
  readonly length: number;
  readonly data: ColumnData;
  readonly valid?: Validity;
  readonly dict?: Strings;
  readonly offsets?: Uint32Array;
  #missing: number | undefined;
  #strings: Strings | undefined;

  constructor(parts: ColumnParts) {
    requireOptions(parts, "new Column");
    this.name = parts.name;
    this.type = parts.type;
    this.length = parts.length;
    this.data = parts.data;
    this.valid = parts.valid;
    this.dict = parts.dict;
    this.offsets = parts.offsets;
    if (parts.offsets !== undefined)
      this.#strings = new Strings(parts.data as Uint8Array, parts.offsets);
  }

  /** Number of missing values. */
  get missing(): number {
    this.#missing ??= countMissing(this.valid, this.length);
    return this.#missing;
  }

  /** Tells whether value i is missing. */
  isMissing(i: number): boolean {
    return !isValid(this.valid, i);
  }

  /** Returns value i (0 ≤ i < length), or null when it is missing. */
  at(i: number): V | null {
    if (typeof i !== "number") return null;
    if (!(i >= 0 && i < this.length) || !isValid(this.valid, i)) return null;
    return this.#present(i) as V;
  }

  #present(i: number): Value {
    switch (this.type) {
      case "bool":
        return this.data[i] !== 0;
      case "date":
        return new Date(this.data[i]);
      case "category":
      case "text":
        return this.#strings !== undefined ? this.#strings.at(i) : this.dict!.all()[this.data[i]];
      default:
        return this.data[i];
    }
  }

  /** Iterates over the values, null for missing ones. */
  *[Symbol.iterator](): IterableIterator<V | null> {
    for (let i = 0; i < this.length; i++) yield this.at(i);
  }

  /** Copies the values into an array, null for missing ones. */
  toArray(): (V | null)[] {
    return Array.from({ length: this.length }, (_, i) => this.at(i));
  }

  /** Returns the same values under another name; buffers are shared. */
  rename(name: string): Column<V> {
    return new Column<V>({ ...this.parts(), name });
  }

  /** Returns the stored parts as a plain object. */
  parts(): ColumnParts {
    const { name, type, length, data, valid, dict, offsets } = this;
    return { name, type, length, data, valid, dict, offsets };
  }

  /** True for float64, float32, int32, bool and date: columns that `numbers()` can read. */
  get isNumeric(): boolean {
    return this.type !== "text" && this.type !== "category";
  }

  /**
   * Returns the values as doubles with NaN for missing ones: a view of the column itself when it is stored so, else a copy.
   * Booleans are 0 and 1, dates are milliseconds since the epoch (UTC).
   *
   * @throws HF_TABLE_COLUMN_TYPE for text
   */
  numbers(): Float64Array {
    if (!this.isNumeric) throw this.#notNumeric("read");
    if (this.data instanceof Float64Array) return this.data;
    const copy = new Float64Array(this.length);
    copy.set(this.data);
    if (this.valid !== undefined)
      for (let i = 0; i < this.length; i++) if (!isValid(this.valid, i)) copy[i] = Number.NaN;
    return copy;
  }

  /** The sum of the present values (Neumaier's compensated sum in fixed blocks); 0 when there are none. Dates have none. */
  sum(options: MissingOptions = {}): number {
    if (this.type === "date") throw this.#notNumeric("add");
    return sum(this.numbers(), options);
  }

  /** The mean of the present values, of dates a date; NaN (an invalid date) when there are none. */
  mean(options: MissingOptions = {}): number {
    return mean(this, options);
  }

  /** The standard deviation of the present values, of dates in milliseconds; ddof 1 (default) for a sample, 0 for a population. */
  std(ddof = 1, options: MissingOptions = {}): number {
    requireNumberArgument(ddof, "ddof", "std");
    return std(this.numbers(), ddof, options);
  }

  /** The median of the present values (type 7), of dates a date; NaN (an invalid date) when there are none. */
  median(options: MissingOptions = {}): number {
    return median(this, options);
  }

  /** A quantile of the present values, of dates a date, q in 0 … 1; the type is R's number, default 7. */
  quantile(q: number, options: QuantileOptions = {}): number {
    return quantile(this, q, options);
  }

  /** The smallest present value (text by code point), or null when there are none. */
  min(): V | null {
    return this.#extreme((order) => order < 0);
  }

  /** The largest present value (text by code point), or null when there are none. */
  max(): V | null {
    return this.#extreme((order) => order > 0);
  }

  #extreme(better: (order: number) => boolean): V | null {
    let best: number | string | undefined;
    let place = -1;
    for (let i = 0; i < this.length; i++) {
      if (!isValid(this.valid, i)) continue;
      const value = this.isNumeric ? this.data[i] : (this.#present(i) as string);
      if (place < 0 || better(value === best ? 0 : compareValues(value, best!))) {
        best = value;
        place = i;
      }
    }
    return place < 0 ? null : this.at(place);
  }

  #notNumeric(what: string): AnalysisError {
    return new AnalysisError("HF_TABLE_COLUMN_TYPE", {
      what: `cannot ${what} a ${this.type} column as numbers`,
      column: this.name,
      got: this.type,
      expected: `float64, float32, int32${this.type === "date" ? " or bool" : ", bool or date"}`,
      action: "Pick a numeric column, or convert this one with clean() or derive().",
    });
  }
}

function compareValues(a: number | string, b: number | string): number {
  return typeof a === "string" ? compareText(a, b as string) : a - (b as number);
}
