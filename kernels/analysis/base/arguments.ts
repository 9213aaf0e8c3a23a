import { consoleText } from "./console-text.ts";
import { AnalysisError } from "./errors.ts";

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

/** The error of an argument of a wrong kind: what needs what, what was passed, what to write. */
export function wrongArgument(
  what: string,
  details: { readonly got: string; readonly expected?: string; readonly action?: string },
): AnalysisError {
  return new AnalysisError("HF_ARGUMENT", { what, ...details });
}

/** The error of a list whose values are of several kinds. */
export function mixedKinds(
  what: string,
  odd: { readonly value: unknown; readonly place: number; readonly kind: string },
): AnalysisError {
  return wrongArgument(`${what} needs values of one kind`, {
    got: `${said(odd.value)} at place ${odd.place}`,
    expected: `values of type ${odd.kind}, as the others`,
    action: "Convert them first.",
  });
}

/** @throws HF_ARGUMENT unless the value is a table */
export function requireTable(value: unknown, what: string): void {
  if (isTable(value)) return;
  throw wrongArgument(`${what} needs a table`, {
    got: said(value),
    expected: "a table",
    action: "Table.from makes one of rows or columns.",
  });
}

/** Whether a value is `{ … }`: a Map, a date or a model has no names of its own that could be meant. Of any realm: cells have their own. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** @throws HF_ARGUMENT unless the options are an object { name: value } */
export function requireOptions(options: unknown, what: string): void {
  if (isPlainObject(options)) return;
  throw wrongArgument(`${what} needs an object { name: value }`, {
    got: said(options),
    expected: "an object",
    action: "Write { name: value }.",
  });
}

/** @throws HF_ARGUMENT unless the names are a list of texts */
export function requireNames(names: unknown, what: string): void {
  if (Array.isArray(names) && names.every((name) => typeof name === "string")) return;
  const bad = Array.isArray(names) ? names.find((name) => typeof name !== "string") : names;
  throw wrongArgument(`${what} needs names of columns`, {
    got: said(bad),
    expected: "texts",
    action: 'Write the names, such as "price".',
  });
}

/** The items of a call that takes them one by one or as lists: f("a", "b"), f(["a", "b"]). */
export function flatArguments<T>(given: readonly (T | readonly T[])[]): T[] {
  return given.flat() as T[];
}

/** Names of columns that come one by one or as lists. @throws HF_ARGUMENT unless all are texts */
export function flatNames<N extends string>(
  what: string,
  given: readonly (N | readonly N[])[],
): N[] {
  const names = flatArguments<N>(given);
  requireNames(names, what);
  return names;
}

/** A text as a list of one, a list as it is. */
export function asList(value: string | readonly string[]): readonly string[] {
  return typeof value === "string" ? [value] : value;
}

/** @throws HF_ARGUMENT unless the name is a text */
export function requireName(name: unknown, what: string): void {
  if (typeof name === "string") return;
  throw wrongArgument(`${what} needs the name of a column`, {
    got: said(name),
    expected: "a text",
    action: 'Write the name, such as "price".',
  });
}

/** @throws HF_ARGUMENT unless the values are a list of numbers (NaN is a missing value) */
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
  if (!Array.isArray(values))
    throw wrongArgument(`${what} needs a list of numbers`, {
      got: said(values),
      expected: "a list of numbers",
      action: isColumn(values) ? "Pass column.numbers()." : "Pass a list such as [1, 2, 3].",
    });
  for (let i = 0; i < values.length; i++)
    if (typeof values[i] !== "number")
      throw wrongArgument(`${what} needs numbers`, {
        got: `${said(values[i])} at place ${i}`,
        expected: "numbers",
        action: "Use NaN for a missing value.",
      });
}

/** @throws HF_ARGUMENT unless the value is a number */
export function requireNumberArgument(value: unknown, name: string, what: string): void {
  if (typeof value === "number") return;
  throw wrongArgument(`${what} needs a number for ${name}`, {
    got: said(value),
    expected: "a number",
    action: `Pass ${name} as a number.`,
  });
}

/** Whether a value can be a list of labels or numbers, one per row. */
export function isListLike(value: unknown): value is ArrayLike<unknown> | ColumnLike {
  if (isColumn(value) || Array.isArray(value)) return true;
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}

/** @throws HF_ARGUMENT unless the value is a matrix { data, rows, columns } */
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
  throw wrongArgument(`${what} needs a matrix`, {
    got: said(value),
    expected: "{ data, rows, columns }",
    action: "Pass what transform() gives.",
  });
}
