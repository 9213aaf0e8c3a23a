import { requireOptions, said } from "../base/arguments.ts";
import { type Frame, findColumn, findColumns, frame } from "../columns/frame.ts";
import { type FillWith, fillColumn } from "./fill.ts";
import { takeRows } from "./filter.ts";

/** Options of `dropna`. */
export interface DropnaOptions {
  /** Columns to look at; default all. */
  readonly subset?: readonly string[];
  /** "any" (default): a row goes when one value is missing; "all": only when every one is. */
  readonly how?: "any" | "all";
}

/** Leaves out rows with missing values. */
export function dropna(from: Frame, options: DropnaOptions = {}): Frame {
  requireOptions(options, "dropna");
  const columns = options.subset === undefined ? from.columns : findColumns(from, options.subset);
  const rows = new Int32Array(from.length);
  let n = 0;
  for (let i = 0; i < from.length; i++) {
    const missing =
      options.how === "all"
        ? columns.length > 0 && columns.every((column) => column.isMissing(i))
        : columns.some((column) => column.isMissing(i));
    if (!missing) rows[n++] = i;
  }
  return takeRows(from, rows.slice(0, n));
}

/** What `fillna` takes: one way for every column that it fits, or a way per column. */
export type FillnaBy = FillWith | Readonly<Record<string, FillWith>>;

/**
 * Fills missing values; see `FillWith`. One way for all columns skips those it does not fit (the mean of a text column).
 *
 * @throws HF_TABLE_UNKNOWN_COLUMN, and HF_TABLE_COLUMN_TYPE when a way that was stated for a column does not fit it
 */
export function fillna(from: Frame, by: FillnaBy): Frame {
  if (by === null || by === undefined)
    throw new TypeError(
      `fillna needs a way such as "mean" or { value: 0 }, or one for each column, got ${said(by)}.`,
    );
  const each = perColumn(by);
  if (each === undefined) {
    const way = by as FillWith;
    return frame(
      from.columns.map((column) =>
        column.missing > 0 && fits(way, column.isNumeric, column.type)
          ? fillColumn(column, way)
          : column,
      ),
      from.length,
    );
  }
  for (const name of Object.keys(each)) findColumn(from, name);
  return frame(
    from.columns.map((column) =>
      Object.hasOwn(each, column.name) ? fillColumn(column, each[column.name]) : column,
    ),
    from.length,
  );
}

function perColumn(by: FillnaBy): Readonly<Record<string, FillWith>> | undefined {
  if (typeof by !== "object" || by instanceof Date || "value" in by) return undefined;
  return by as Readonly<Record<string, FillWith>>;
}

function fits(way: FillWith, numeric: boolean, type: string): boolean {
  if (typeof way === "object" && "value" in way) {
    const value = way.value;
    if (value instanceof Date) return type === "date";
    if (typeof value === "boolean") return type === "bool";
    if (typeof value === "string") return !numeric;
    return numeric && type !== "bool" && type !== "date";
  }
  if (way === "mean" || way === "median" || way === "linear") return numeric && type !== "bool";
  return true;
}
