import { AnalysisError } from "../base/errors.ts";
import { count } from "../base/words.ts";
import { makeColumn } from "../columns/build.ts";
import type { Column } from "../columns/column.ts";
import { uniqueNames } from "../columns/column-names.ts";
import { type Frame, frame } from "../columns/frame.ts";
import { fromArrowColumn } from "./arrow.ts";
import { fromRecords } from "./records.ts";

/** An Arrow table by its shape (apache-arrow, @uwdata/flechette). */
interface ArrowLike {
  readonly numRows: number;
  readonly schema: {
    readonly fields: readonly { readonly name: string; readonly type?: unknown }[];
  };
  getChild(name: string): unknown;
  getChildAt?(i: number): unknown;
}

/** An Arquero table by its shape. */
interface ArqueroLike {
  numRows(): number;
  columnNames(): string[];
  array(name: string): ArrayLike<unknown>;
}

/** A Polars data frame by its shape (nodejs-polars). */
interface PolarsLike {
  readonly columns: readonly string[];
  getColumn(name: string): { toArray(): ArrayLike<unknown> };
}

/**
 * Makes a frame from what other libraries call a table: arrays of objects, an object of arrays, Arrow, Arquero and Polars tables.
 * They are recognised by their methods; none of the libraries is needed.
 *
 * @param notes gets remarks on columns that could not be kept as they are
 * @throws HF_TABLE_NOT_RECOGNISED
 */
export function fromForeign(value: unknown, notes: string[] = []): Frame {
  if (Array.isArray(value)) {
    if (value.every((row) => typeof row === "object" && row !== null && !Array.isArray(row)))
      return fromRecords(value);
  } else if (isObject(value)) {
    if (isArrow(value)) return fromArrow(value, notes);
    if (isArquero(value))
      return fromColumns(value.columnNames().map((name) => makeColumn(name, value.array(name))));
    if (isPolars(value))
      return fromColumns(
        value.columns.map((name) => makeColumn(name, value.getColumn(name).toArray())),
      );
    const entries = Object.entries(value);
    if (entries.length > 0 && entries.every(([, values]) => isArrayLike(values)))
      return fromColumns(
        entries.map(([name, values]) => makeColumn(name, values as ArrayLike<unknown>)),
      );
  }
  throw new AnalysisError("HF_TABLE_NOT_RECOGNISED", {
    what: "cannot make a table",
    got: describeValue(value),
    expected: "an array of objects, an object of columns, or an Arrow, Polars or Arquero table",
  });
}

/**
 * Checks that columns have one length.
 *
 * @throws HF_TABLE_COLUMN_LENGTH
 */
export function fromColumns(columns: readonly Column[]): Frame {
  for (const column of columns)
    if (column.length !== columns[0].length)
      throw new AnalysisError("HF_TABLE_COLUMN_LENGTH", {
        what: "columns of one table must have one length",
        column: column.name,
        got: `${count(column.length, "value")}`,
        expected: `${columns[0].length}, as in "${columns[0].name}"`,
      });
  return frame(columns);
}

function fromArrow(table: ArrowLike, notes: string[]): Frame {
  const { fields } = table.schema;
  const given = fields.map((field) => field.name);
  const repeated = new Set(given).size < given.length;
  const renamed = repeated ? uniqueNames(given) : { names: given, notes: [] };
  notes.push(...renamed.notes);
  const columns = fields.map((field, i) =>
    fromArrowColumn(
      renamed.names[i],
      table.getChildAt?.(i) ?? table.getChild(field.name),
      field.type,
      notes,
    ),
  );
  return frame(columns, table.numRows);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function isArrow(value: object): value is ArrowLike {
  const shape = value as Partial<ArrowLike>;
  return (
    typeof shape.numRows === "number" &&
    typeof shape.getChild === "function" &&
    Array.isArray(shape.schema?.fields)
  );
}

function isArquero(value: object): value is ArqueroLike {
  const shape = value as Partial<ArqueroLike>;
  return (
    typeof shape.numRows === "function" &&
    typeof shape.columnNames === "function" &&
    typeof shape.array === "function"
  );
}

function isPolars(value: object): value is PolarsLike {
  const shape = value as Partial<PolarsLike>;
  return typeof shape.getColumn === "function" && Array.isArray(shape.columns);
}

function isArrayLike(value: unknown): boolean {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

function describeValue(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) {
    const bad = value.find((row) => typeof row !== "object" || row === null || Array.isArray(row));
    return `an array with ${bad === null ? "null" : Array.isArray(bad) ? "an array" : `a ${typeof bad}`} in it`;
  }
  if (typeof value !== "object") return `a ${typeof value}`;
  return `an object with ${Object.keys(value).slice(0, 5).join(", ") || "no keys"}`;
}
