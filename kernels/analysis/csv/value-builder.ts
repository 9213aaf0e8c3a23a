import { sharedFloat64, sharedInt32, sharedUint8 } from "../columns/buffers.ts";
import { Column } from "../columns/column.ts";
import { allValid, setMissing, type Validity } from "../columns/validity.ts";
import { parseIsoDate } from "./date.ts";
import { parseDecimal, parseInteger } from "./number.ts";
import type { CsvScanner } from "./scan.ts";
import { isMissingWord, missingWords, parseBoolean } from "./words.ts";

/** Types that a `ValueBuilder` reads. */
export type ValueType = "float64" | "float32" | "int32" | "bool" | "date";

/**
 * Collects numbers, booleans or dates of one column straight from bytes. Whole numbers are held as int32 until the first one that
 * does not fit, then as doubles.
 */
export class ValueBuilder {
  type: ValueType;
  #data: Float64Array | Int32Array;
  #length = 0;
  #missing: number[] = [];
  #fixed: boolean;
  #decimal: number;
  #words: ReadonlySet<string>;

  /** @param options `fixed`: the type was stated, so that whole numbers do not widen */
  constructor(
    type: ValueType,
    capacity: number,
    options: { decimal: number; words: ReadonlySet<string>; fixed: boolean },
  ) {
    this.type = type;
    this.#decimal = options.decimal;
    this.#words = options.words;
    this.#fixed = options.fixed;
    const size = Math.max(16, capacity);
    this.#data = type === "int32" ? sharedInt32(size) : sharedFloat64(size);
  }

  /** Adds missing values, before any other value. */
  addMissing(count: number): void {
    this.#reserve(count);
    for (let i = 0; i < count; i++) {
      this.#missing.push(i);
      this.#data[i] = this.type === "int32" ? 0 : Number.NaN;
    }
    this.#length = count;
  }

  /** Adds field j of the records of the block, from `first` on; returns the record whose value is of no use, or -1. */
  appendBlock(scanner: CsvScanner, j: number, first = 0): number {
    this.#reserve(this.#length + scanner.rows);
    if (this.type === "int32") {
      const stop = this.#appendIntegers(scanner, j, first);
      if (stop < 0 || this.#fixed) return stop;
      this.type = "float64";
      const doubles = sharedFloat64(this.#data.length);
      doubles.set(this.#data);
      for (const i of this.#missing) doubles[i] = Number.NaN;
      this.#data = doubles;
      return this.#appendDoubles(scanner, j, stop);
    }
    return this.#appendDoubles(scanner, j, first);
  }

  #appendIntegers(scanner: CsvScanner, j: number, first: number): number {
    const { bytes, width, rows, starts, ends } = scanner;
    const data = this.#data;
    let at = this.#length;
    for (let r = first, k = first * width + j; r < rows; r++, k += width) {
      const start = starts[k];
      const end = ends[k];
      const x = start === end ? Number.NaN : parseInteger(bytes, start, end);
      if (x === (x | 0)) {
        data[at++] = x;
        continue;
      }
      this.#length = at;
      if (!Number.isNaN(x) || !isMissingWord(bytes, start, end, this.#words)) return r;
      this.#missing.push(at);
      data[at++] = 0;
    }
    this.#length = at;
    return -1;
  }

  #appendDoubles(scanner: CsvScanner, j: number, first: number): number {
    const { bytes, width, rows, starts, ends } = scanner;
    const data = this.#data;
    const type = this.type;
    const decimal = this.#decimal;
    let at = this.#length;
    for (let r = first, k = first * width + j; r < rows; r++, k += width) {
      const start = starts[k];
      const end = ends[k];
      let x = Number.NaN;
      if (start !== end) {
        if (type === "date") x = parseIsoDate(bytes, start, end);
        else if (type === "bool") {
          const flag = parseBoolean(bytes, start, end);
          if (flag >= 0) x = flag;
        } else x = parseDecimal(bytes, start, end, decimal);
      }
      if (Number.isNaN(x)) {
        this.#length = at;
        if (!isMissingWord(bytes, start, end, this.#words)) return r;
        this.#missing.push(at);
      }
      data[at++] = x;
    }
    this.#length = at;
    return -1;
  }

  /** Values that a stated missing word, such as -999, is read as. */
  #missingCodes(): number[] {
    if (this.#words === missingWords) return [];
    const codes: number[] = [];
    for (const word of this.#words) {
      const bytes = new TextEncoder().encode(word);
      const code = this.#value(bytes, 0, bytes.length);
      if (!Number.isNaN(code)) codes.push(code);
    }
    return codes;
  }

  #markCodes(): void {
    const data = this.#data;
    for (const code of this.#missingCodes())
      for (let i = 0; i < this.#length; i++)
        if (data[i] === code) {
          this.#missing.push(i);
          data[i] = this.type === "int32" ? 0 : Number.NaN;
        }
  }

  #value(bytes: Uint8Array, start: number, end: number): number {
    if (this.type === "date") return parseIsoDate(bytes, start, end);
    if (this.type !== "bool") return parseDecimal(bytes, start, end, this.#decimal);
    const flag = parseBoolean(bytes, start, end);
    return flag < 0 ? Number.NaN : flag;
  }

  /** Makes the column. */
  finish(name: string): Column {
    this.#markCodes();
    const length = this.#length;
    const { type } = this;
    let data: Column["data"] = this.#data;
    if (type === "bool") data = sharedUint8(length);
    else if (type === "float32") data = new Float32Array(sharedUint8(length * 4).buffer);
    else if (data.length !== length)
      data = type === "int32" ? sharedInt32(length) : sharedFloat64(length);
    if (data !== this.#data) data.set(this.#data.subarray(0, length));
    let valid: Validity | undefined;
    if (this.#missing.length > 0) valid = allValid(length);
    for (const i of this.#missing) setMissing(valid!, i);
    return new Column({ name, type, length, data, valid });
  }

  #reserve(length: number): void {
    if (length <= this.#data.length) return;
    const size = Math.ceil(length * 1.5);
    const copy = this.#data instanceof Int32Array ? sharedInt32(size) : sharedFloat64(size);
    copy.set(this.#data);
    this.#data = copy;
  }
}
