import { consoleText } from "./console-text.ts";

/** What a value must have to pass for a column: the class itself lies above these checks, and needs them. */
interface ColumnLike {
  readonly name: string;
  readonly type: string;
  readonly length: number;
  isMissing(i: number): boolean;
  numbers(): Float64Array;
}

/** Says what was passed, in words: "nothing", "the text \"x\"", "a list of 3", "a table", "a function". */
export function said(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (typeof value === "string")
    return value === "" ? "an empty text" : `the text ${short(JSON.stringify(value))}`;
  if (typeof value === "number" || typeof value === "bigint") return `the number ${String(value)}`;
  if (typeof value === "boolean") return String(value);
  if (typeof value === "function") return "a function";
  if (typeof value === "symbol") return "a symbol";
  if (Array.isArray(value) || ArrayBuffer.isView(value)) {
    const { length } = value as { length?: number };
    return length === 0 ? "an empty list" : `a list of ${length}`;
  }
  if (isColumn(value)) return `the column "${short(value.name)}" of ${value.type}`;
  if (value instanceof Date) return "a date";
  if (isTable(value)) return value.columns.length === 0 ? "a table without columns" : "a table";
  const keys = Object.keys(value);
  if (Object.getPrototypeOf(value) === Object.prototype)
    return keys.length === 0
      ? "an empty object"
      : `an object with ${short(keys.slice(0, 5).join(", "))}`;
  return `the object ${short(consoleText(value))}`;
}

function short(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

/** Whether a value has the shape of a column. */
export function isColumn(value: unknown): value is ColumnLike {
  if (typeof value !== "object" || value === null) return false;
  const { name, isMissing, numbers } = value as Partial<ColumnLike>;
  return (
    typeof name === "string" && typeof isMissing === "function" && typeof numbers === "function"
  );
}

/** Whether a value has the shape of a table of ours. */
export function isTable(
  value: unknown,
): value is { columns: readonly ColumnLike[]; length: number } {
  if (typeof value !== "object" || value === null) return false;
  const { columns } = value as { columns?: unknown };
  return Array.isArray(columns) && columns.every(isColumn);
}

/** @throws TypeError unless the value is a table */
export function requireTable(value: unknown, what: string): void {
  if (isTable(value)) return;
  throw new TypeError(
    `${what} needs a table, got ${said(value)}: Table.from makes one of rows or columns.`,
  );
}

/** @throws TypeError unless the value is a table and the options are an object */
export function requireTableAnd(value: unknown, options: unknown, what: string): void {
  requireTable(value, what);
  requireOptions(options, what);
}

/** @throws TypeError unless the options are an object */
export function requireOptions(options: unknown, what: string): void {
  if (typeof options === "object" && options !== null && !Array.isArray(options)) return;
  throw new TypeError(
    `${what} needs its options as an object { name: value }, got ${said(options)}.`,
  );
}

/** @throws TypeError unless the names are a list of texts */
export function requireNames(names: unknown, what: string): void {
  if (Array.isArray(names) && names.every((name) => typeof name === "string")) return;
  const bad = Array.isArray(names) ? names.find((name) => typeof name !== "string") : names;
  throw new TypeError(`${what} needs names of columns, got ${said(bad)}.`);
}

/** @throws TypeError unless the name is a text */
export function requireName(name: unknown, what: string): void {
  if (typeof name === "string") return;
  throw new TypeError(`${what} needs the name of a column, got ${said(name)}.`);
}

/** @throws TypeError unless the values are a list of numbers (NaN is a missing value) */
export function requireNumbers(values: unknown, what: string): void {
  if (
    ArrayBuffer.isView(values) &&
    !(
      values instanceof BigInt64Array ||
      values instanceof BigUint64Array ||
      values instanceof DataView
    )
  )
    return;
  const action = isColumn(values) ? ": pass column.numbers()." : ".";
  if (!Array.isArray(values))
    throw new TypeError(`${what} needs a list of numbers, got ${said(values)}${action}`);
  for (let i = 0; i < values.length; i++)
    if (typeof values[i] !== "number")
      throw new TypeError(
        `${what} needs numbers, got ${said(values[i])} at place ${i}: use NaN for a missing value.`,
      );
}

/** @throws TypeError unless the value is a number */
export function requireNumberArgument(value: unknown, name: string, what: string): void {
  if (typeof value === "number") return;
  throw new TypeError(`${what} needs a number for ${name}, got ${said(value)}.`);
}

/** Whether a value can be a list of labels or numbers, one per row. */
export function isListLike(value: unknown): value is ArrayLike<unknown> | ColumnLike {
  if (isColumn(value) || Array.isArray(value)) return true;
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}

/** @throws TypeError unless the value is a matrix { data, rows, columns } */
export function requireMatrix(value: unknown, what: string): void {
  const { data, rows, columns } = (value ?? {}) as {
    data?: unknown;
    rows?: unknown;
    columns?: unknown;
  };
  if (
    data instanceof Float64Array &&
    typeof rows === "number" &&
    data.length === rows * Number(columns)
  )
    return;
  throw new TypeError(
    `${what} needs a matrix { data, rows, columns } as transform() gives, got ${said(value)}.`,
  );
}

/** @throws TypeError unless the value is undefined or a list of texts */
export function requireTexts(value: unknown, option: string, what: string): void {
  if (
    value === undefined ||
    (Array.isArray(value) && value.every((text) => typeof text === "string"))
  )
    return;
  const bad = Array.isArray(value) ? value.find((text) => typeof text !== "string") : value;
  throw new TypeError(`${what} needs a list of texts for ${option}, got ${said(bad)}.`);
}

/** @throws TypeError unless the value is undefined or an object of texts by name */
export function requireTypes(value: unknown, what: string): void {
  if (value === undefined) return;
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  if (isObject && Object.values(value).every((type) => TYPES.includes(type as string))) return;
  const bad = isObject
    ? Object.values(value).find((type) => !TYPES.includes(type as string))
    : value;
  throw new TypeError(
    `${what} needs types as { column: type } with a type of ${TYPES.join(", ")}, got ${said(bad)}.`,
  );
}

const TYPES: readonly string[] = [
  "float64",
  "float32",
  "int32",
  "bool",
  "date",
  "category",
  "text",
];
