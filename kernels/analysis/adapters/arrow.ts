import { AnalysisError } from "../base/errors.ts";
import { sharedFloat64 } from "../columns/buffers.ts";
import { isExact, makeColumn } from "../columns/build.ts";
import { Column } from "../columns/column.ts";
import { validityWhere } from "../columns/validity.ts";
import {
  type ArrowType,
  decimalText,
  hex,
  isBinary,
  kinds,
  nestedJson,
  readableBytes,
} from "./arrow-values.ts";

/** An Arrow column by its shape: apache-arrow's Vector or flechette's Column. */
interface ArrowColumn {
  readonly length: number;
  readonly nullCount?: number;
  readonly type?: unknown;
  get?(i: number): unknown;
  at?(i: number): unknown;
  toArray?(): ArrayLike<unknown>;
  isValid?(i: number): boolean;
}

type Read = (i: number) => unknown;

/** Moments beyond this many milliseconds from 1970 are none that JavaScript has. */
const MAX_TIME = 8.64e15;

/**
 * Makes a column from one column of an Arrow table. Integers of 64 bits and decimals become float64, or text with all digits when one
 * of them is beyond 2^53; dates and timestamps become dates in milliseconds UTC, times of day text; bytes become text when all are
 * UTF-8, else hexadecimal digits; text is dictionary-encoded, nested values become JSON text.
 *
 * @param notes gets a remark when the column could not be kept as it is
 */
export function fromArrowColumn(
  name: string,
  source: unknown,
  fieldType: unknown,
  notes: string[],
): Column {
  const column = source as ArrowColumn;
  const declared = (fieldType ?? column.type) as ArrowType | undefined;
  const type = declared?.typeId === -1 && declared.dictionary ? declared.dictionary : declared;
  const read = inWords(reader(column), name);
  const kind = Math.abs(type?.typeId ?? 0);
  if (kind === kinds.date || kind === kinds.timestamp || isDateId(type))
    return dates(name, column, read, notes);
  if (kind === kinds.decimal) return decimals(name, column, read, type?.scale ?? 0, notes);
  if (isBinary(kind)) return binaries(name, column, read, notes);
  if (kind === kinds.time) return times(name, column, read, type?.unit ?? 1);
  const plain = (column.nullCount ?? 0) === 0 ? wholeArray(column) : undefined;
  if (plain instanceof Float64Array || plain instanceof Float32Array || plain instanceof Int32Array)
    return makeColumn(name, plain);
  const isInt = kind === kinds.int;
  if (isInt && ArrayBuffer.isView(plain))
    return withNote(makeColumn(name, plain as unknown as Int16Array), notes);
  const values = Array.from({ length: column.length }, (_, i) => flat(read(i), type));
  return isInt
    ? withNote(makeColumn(name, values, isInt32(type) ? "int32" : undefined), notes)
    : makeColumn(name, values);
}

function withNote(column: Column, notes: string[]): Column {
  if (column.type === "text" && column.missing < column.length)
    notes.push(
      `${column.name}: text because it holds whole numbers beyond 2^53, which text keeps exactly.`,
    );
  return column;
}

function isInt32(type: ArrowType | undefined): boolean {
  const { bitWidth, signed, isSigned } = type ?? {};
  const plus = signed === true || isSigned === true;
  return Number(bitWidth) < 32 || (bitWidth === 32 && plus);
}

/** apache-arrow gives its sub-types of dates and timestamps negative numbers of their own. */
function isDateId(type: ArrowType | undefined): boolean {
  return (
    String(type).startsWith("Timestamp<") ||
    String(type).startsWith("Date32<") ||
    String(type).startsWith("Date64<")
  );
}

function reader(column: ArrowColumn): Read {
  if (typeof column.get === "function") return (i) => column.get!(i);
  if (typeof column.at === "function") return (i) => column.at!(i);
  const all = column.toArray?.() ?? (column as unknown as ArrayLike<unknown>);
  return (i) => all[i];
}

/** All values at once; undefined when the library cannot give one of them, so that they are read one by one. */
function wholeArray(column: ArrowColumn): ArrayLike<unknown> | undefined {
  try {
    return column.toArray?.();
  } catch {
    return undefined;
  }
}

/** Libraries that give 64-bit integers as numbers by default refuse those that are none, in words that name no column. */
function inWords(read: Read, name: string): Read {
  return (i) => {
    try {
      return read(i);
    } catch (cause) {
      throw new AnalysisError("HF_TABLE_COLUMN_TYPE", {
        what: "the Arrow library cannot give a value",
        column: name,
        row: i,
        got: cause instanceof Error ? cause.message : String(cause),
        action:
          "For whole numbers beyond 2^53 make the Arrow table with 64-bit integers as BigInt (flechette: useBigInt: true).",
        cause,
      });
    }
  };
}

function dates(name: string, column: ArrowColumn, read: Read, notes: string[]): Column {
  return dateColumn(
    name,
    column.length,
    (i) => {
      const value = read(i);
      return value === null || value === undefined ? Number.NaN : Number(value);
    },
    notes,
  );
}

/** A column of moments; those outside of the years that JavaScript has are missing, and a note counts them. */
export function dateColumn(
  name: string,
  length: number,
  timeAt: (i: number) => number,
  notes: string[],
): Column {
  const data = sharedFloat64(length);
  let outside = 0;
  for (let i = 0; i < length; i++) {
    const time = timeAt(i);
    if (Math.abs(time) > MAX_TIME) outside++;
    data[i] = Math.abs(time) > MAX_TIME ? Number.NaN : time;
  }
  if (outside > 0)
    notes.push(
      `${name}: ${outside} ${outside === 1 ? "moment is" : "moments are"} out of the range of dates and missing.`,
    );
  const valid = validityWhere(length, (i) => Number.isNaN(data[i]));
  return new Column({ name, type: "date", length, data, valid });
}

function decimals(
  name: string,
  column: ArrowColumn,
  read: Read,
  scale: number,
  notes: string[],
): Column {
  const values = Array.from({ length: column.length }, (_, i) => read(i));
  if (!values.every((value) => value === null || value === undefined || typeof value === "bigint"))
    return makeColumn(
      name,
      values.map((value) => flat(value, undefined)),
    );
  const units = values as (bigint | null | undefined)[];
  if (units.every((value) => value === null || value === undefined || isExact(value)))
    // One division of exact numbers gives the nearest double.
    return makeColumn(
      name,
      Float64Array.from(units, (value) =>
        value === null || value === undefined ? Number.NaN : Number(value) / 10 ** scale,
      ),
    );
  notes.push(
    `${name}: text because it holds decimals of more digits than a number has, which text keeps exactly.`,
  );
  return makeColumn(
    name,
    units.map((value) =>
      value === null || value === undefined ? null : decimalText(value, scale),
    ),
    "text",
  );
}

function binaries(name: string, column: ArrowColumn, read: Read, notes: string[]): Column {
  const values = Array.from({ length: column.length }, (_, i) => read(i));
  const texts = values.map((value) => (value instanceof Uint8Array ? readableBytes(value) : null));
  if (!texts.includes(undefined)) return makeColumn(name, texts, "text");
  notes.push(`${name}: bytes that are no text are shown as hexadecimal digits.`);
  return makeColumn(
    name,
    values.map((value) => (value instanceof Uint8Array ? hex(value) : null)),
    "text",
  );
}

/** Times of day as hh:mm:ss with as many decimals as there are; the unit is 10^-3·unit seconds. */
function times(name: string, column: ArrowColumn, read: Read, unit: number): Column {
  const perSecond = 10n ** BigInt(3 * unit);
  const values = Array.from({ length: column.length }, (_, i) => {
    const value = read(i);
    if (value === null || value === undefined) return null;
    const all = BigInt(value as number | bigint);
    const seconds = Number(all / perSecond);
    const two = (part: number) => String(part).padStart(2, "0");
    const fraction = String(all % perSecond)
      .padStart(3 * unit, "0")
      .replace(/0+$/, "");
    const clock = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
    return fraction === "" || unit === 0 ? clock : `${clock}.${fraction}`;
  });
  return makeColumn(name, values, "text");
}

function flat(value: unknown, type: ArrowType | undefined): unknown {
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  return nestedJson(value, type);
}
