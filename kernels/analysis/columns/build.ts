import { consoleText } from "../base/console-text.ts";
import { AnalysisError } from "../base/errors.ts";
import { isMissing } from "../base/is-missing.ts";
import {
  type ColumnData,
  shared,
  sharedFloat64,
  sharedInt32,
  sharedUint8,
  sharedUint32,
} from "./buffers.ts";
import { Column, type ColumnType } from "./column.ts";
import { Strings } from "./strings.ts";
import { allValid, setMissing, type Validity, validityWhere } from "./validity.ts";

/** Past this many rows a text column with more than half of its values distinct is stored without a dictionary. */
export const PLAIN_TEXT_ROWS = 65536;

/** What a column can be made from. */
export type ColumnInput = ArrayLike<unknown> | Column;

/**
 * Makes a column from JavaScript values or a typed array.
 *
 * The type is `type` when stated, else follows from the values: number → float64, boolean → bool, Date → date, string → text,
 * bigint → float64, but text for the whole column when one is beyond 2^53, so that no two of them become one; anything else (a Map, an
 * object, a function) → text as a console shows it; Int32Array, Float32Array and Float64Array keep theirs, other typed arrays become the
 * narrowest of int32 and float64 that holds them. `null`, `undefined`, NaN and an invalid Date are missing. A column without a
 * present value is text.
 *
 * @throws HF_TABLE_MIXED_TYPES when the values are of different types, naming row and column
 */
export function makeColumn(name: string, input: ColumnInput, type?: ColumnType): Column {
  if (input instanceof Column) return input.name === name ? input : input.rename(name);
  if (ArrayBuffer.isView(input) && type === undefined)
    return typedColumn(name, input as unknown as ColumnData | Uint32Array | BigInt64Array);
  const target = type ?? inferType(name, input);
  switch (target) {
    case "text":
    case "category":
      return textColumn(name, input, target);
    case "bool":
      return boolColumn(name, input);
    default:
      return numberColumn(name, input, target);
  }
}

function inferType(name: string, input: ArrayLike<unknown>): ColumnType {
  let found: ColumnType | undefined;
  let huge = false;
  let onlyNaN: ColumnType | undefined;
  for (let i = 0; i < input.length; i++) {
    const value = input[i];
    if (value === null || value === undefined) continue;
    // NaN is a missing value of any type: a function of a row may give it where its other values are text.
    if (Number.isNaN(value)) {
      onlyNaN = "float64";
      continue;
    }
    const type = typeOfValue(value);
    if (found !== undefined && found !== type) throw mixed(name, i, value, found);
    found = type;
    if (typeof value === "bigint") huge ||= !isExact(value);
  }
  return huge ? "text" : (found ?? onlyNaN ?? "text");
}

/** Whether an integer is a double without loss. */
export function isExact(value: bigint): boolean {
  return value <= 9007199254740992n && value >= -9007199254740992n;
}

function typeOfValue(value: unknown): ColumnType {
  if (typeof value === "number") return "float64";
  if (typeof value === "string") return "text";
  if (typeof value === "boolean") return "bool";
  if (value instanceof Date) return "date";
  return typeof value === "bigint" ? "float64" : "text";
}

function typedColumn(
  name: string,
  input:
    | ColumnData
    | Uint32Array
    | BigInt64Array
    | BigUint64Array
    | Int8Array
    | Int16Array
    | Uint16Array,
): Column {
  const length = input.length;
  if (input instanceof Float64Array || input instanceof Float32Array) {
    const type = input instanceof Float64Array ? "float64" : "float32";
    const data = shared(input);
    const valid = validityWhere(length, (i) => Number.isNaN(data[i]));
    return new Column({ name, type, length, data, valid });
  }
  if (input instanceof Int32Array)
    return new Column({ name, type: "int32", length, data: shared(input) });
  if (
    input instanceof Int8Array ||
    input instanceof Int16Array ||
    input instanceof Uint8Array ||
    input instanceof Uint8ClampedArray ||
    input instanceof Uint16Array
  ) {
    const data = sharedInt32(length);
    data.set(input);
    return new Column({ name, type: "int32", length, data });
  }
  if (input instanceof BigInt64Array || input instanceof BigUint64Array)
    for (let i = 0; i < length; i++) if (!isExact(input[i])) return textColumn(name, input, "text");
  const data = sharedFloat64(length);
  for (let i = 0; i < length; i++) data[i] = Number(input[i]);
  return new Column({ name, type: "float64", length, data });
}

function numberColumn(
  name: string,
  input: ArrayLike<unknown>,
  type: "float64" | "float32" | "int32" | "date",
): Column {
  const length = input.length;
  const data =
    type === "int32"
      ? sharedInt32(length)
      : type === "float32"
        ? (shared(new Float32Array(length)) as Float32Array)
        : sharedFloat64(length);
  let valid: Validity | undefined;
  for (let i = 0; i < length; i++) {
    const value = input[i];
    const x = value === null || value === undefined ? Number.NaN : asNumber(name, i, value, type);
    if (Number.isNaN(x)) {
      valid ??= allValid(length);
      setMissing(valid, i);
      data[i] = type === "int32" ? 0 : Number.NaN;
    } else data[i] = x;
  }
  return new Column({ name, type, length, data, valid });
}

function asNumber(name: string, row: number, value: unknown, type: ColumnType): number {
  if (type === "date") {
    const time = typeof value === "string" ? Date.parse(value) : Number.NaN;
    if (value instanceof Date) return value.getTime();
    if (typeof value === "number") return value;
    if (!Number.isNaN(time)) return time;
    throw mixed(name, row, value, type);
  }
  if (typeof value === "bigint" && !isExact(value)) throw mixed(name, row, value, type);
  if (typeof value === "boolean" || typeof value === "bigint") return Number(value);
  if (typeof value !== "number") throw mixed(name, row, value, type);
  if (type === "int32" && !Number.isNaN(value) && value !== (value | 0))
    throw mixed(name, row, value, type);
  return value;
}

function boolColumn(name: string, input: ArrayLike<unknown>): Column {
  const length = input.length;
  const data = sharedUint8(length);
  let valid: Validity | undefined;
  for (let i = 0; i < length; i++) {
    const value = input[i];
    if (isMissing(value)) {
      valid ??= allValid(length);
      setMissing(valid, i);
    } else if (typeof value === "boolean" || value === 0 || value === 1) data[i] = value ? 1 : 0;
    else throw mixed(name, i, value, "bool");
  }
  return new Column({ name, type: "bool", length, data, valid });
}

function textColumn(name: string, input: ArrayLike<unknown>, type: "text" | "category"): Column {
  const length = input.length;
  const codes = sharedInt32(length);
  const known = new Map<string, number>();
  const texts: string[] = [];
  let valid: Validity | undefined;
  for (let i = 0; i < length; i++) {
    const value = input[i];
    if (isMissing(value)) {
      valid ??= allValid(length);
      setMissing(valid, i);
      codes[i] = -1;
      continue;
    }
    const text = typeof value === "string" ? value : consoleText(value);
    let code = known.get(text);
    if (code === undefined) {
      code = texts.length;
      known.set(text, code);
      texts.push(text);
    }
    codes[i] = code;
  }
  const coded = { name, type, length, data: codes, valid, dict: Strings.from(texts) };
  const plain = type === "text" && length >= PLAIN_TEXT_ROWS && texts.length > length / 2;
  return plain ? withoutDictionary(coded) : new Column(coded);
}

/** Rewrites a coded text column as offsets and bytes. */
function withoutDictionary(column: {
  name: string;
  length: number;
  data: Int32Array;
  valid?: Validity;
  dict: Strings;
}): Column {
  const { name, length, data: codes, valid, dict } = column;
  const offsets = sharedUint32(length + 1);
  for (let i = 0; i < length; i++) {
    const code = codes[i];
    offsets[i + 1] = offsets[i] + (code < 0 ? 0 : dict.offsets[code + 1] - dict.offsets[code]);
  }
  const data = sharedUint8(offsets[length]);
  for (let i = 0; i < length; i++) {
    const code = codes[i];
    if (code < 0) continue;
    let to = offsets[i];
    for (let k = dict.offsets[code]; k < dict.offsets[code + 1]; k++) data[to++] = dict.bytes[k];
  }
  return new Column({ name, type: "text", length, data, valid, offsets });
}

function mixed(
  name: string,
  row: number,
  value: unknown,
  found: ColumnType | undefined,
): AnalysisError {
  return new AnalysisError("HF_TABLE_MIXED_TYPES", {
    what: "cannot put the value into the column",
    column: name,
    row,
    got: `${typeof value} ${showValue(value)}`,
    expected: found ?? "number, string, boolean, Date or null",
    action: "Make the values of the column one type, or state the type of the column.",
  });
}

/** Shows a value in an error message, cut after 40 characters. */
export function showValue(value: unknown): string {
  const text = typeof value === "string" ? JSON.stringify(value) : consoleText(value);
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
