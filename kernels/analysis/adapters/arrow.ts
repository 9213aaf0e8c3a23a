import { sharedFloat64 } from "../table/buffers.ts";
import { makeColumn } from "../table/build.ts";
import { Column } from "../table/column.ts";
import { validityWhere } from "../table/validity.ts";

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

/** Arrow's type numbers (Schema.fbs); apache-arrow uses the same for the families. */
const INT = 2;
const DATE = 8;
const TIMESTAMP = 10;

/**
 * Makes a column from one column of an Arrow table. Integers of 64 bits become float64 (exact up to 2^53), dates and timestamps
 * become dates in milliseconds UTC, text is dictionary-encoded, nested values become JSON text.
 */
export function fromArrowColumn(name: string, source: unknown, type?: unknown): Column {
  const column = source as ArrowColumn;
  const typeId = (type ?? column.type) as { typeId?: number } | undefined;
  const read = reader(column);
  const kind = Math.abs(typeId?.typeId ?? 0);
  if (kind === DATE || kind === TIMESTAMP || isDateId(typeId)) return dates(name, column, read);
  const plain = (column.nullCount ?? 0) === 0 ? column.toArray?.() : undefined;
  if (plain instanceof Float64Array || plain instanceof Float32Array || plain instanceof Int32Array)
    return makeColumn(name, plain);
  if (kind === INT && (plain instanceof Int8Array || plain instanceof Int16Array))
    return makeColumn(name, plain);
  const values = Array.from({ length: column.length }, (_, i) => flat(read(i)));
  return makeColumn(name, values, isInt32(typeId) ? "int32" : undefined);
}

function isInt32(type: unknown): boolean {
  const { typeId, bitWidth, signed, isSigned } = (type ?? {}) as Record<string, unknown>;
  const plus = signed === true || isSigned === true;
  return typeId === INT && (Number(bitWidth) < 32 || (bitWidth === 32 && plus));
}

/** apache-arrow gives its sub-types of dates and timestamps negative numbers of their own. */
function isDateId(type: { typeId?: number } | undefined): boolean {
  return (
    String(type).startsWith("Timestamp<") ||
    String(type).startsWith("Date32<") ||
    String(type).startsWith("Date64<")
  );
}

function reader(column: ArrowColumn): (i: number) => unknown {
  if (typeof column.get === "function") return (i) => column.get!(i);
  if (typeof column.at === "function") return (i) => column.at!(i);
  const all = column.toArray?.() ?? (column as unknown as ArrayLike<unknown>);
  return (i) => all[i];
}

function dates(name: string, column: ArrowColumn, read: (i: number) => unknown): Column {
  const { length } = column;
  const data = sharedFloat64(length);
  for (let i = 0; i < length; i++) {
    const value = read(i);
    data[i] = value === null || value === undefined ? Number.NaN : Number(value);
  }
  const valid = validityWhere(length, (i) => Number.isNaN(data[i]));
  return new Column({ name, type: "date", length, data, valid });
}

function flat(value: unknown): unknown {
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  return JSON.stringify(value, (_, inner) => (typeof inner === "bigint" ? String(inner) : inner));
}
