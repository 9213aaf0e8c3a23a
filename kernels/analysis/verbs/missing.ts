import { asList, said, wrongArgument } from "../base/arguments.ts";
import * as rule from "../base/option-rules.ts";
import { callOptions, nearestWord } from "../base/option-table.ts";
import { type Frame, findColumn, findColumns, frame } from "../columns/frame.ts";
import { type FillWith, fillColumn, fillRule } from "./fill.ts";
import { takeRows } from "./filter.ts";

/** Options of `dropna`. */
export interface DropnaOptions {
  /** Columns to look at; default all. */
  readonly subset?: string | readonly string[];
  /** "any" (default): a row goes when one value is missing; "all": only when every one is. */
  readonly how?: "any" | "all";
}

const dropnaOptions = callOptions<DropnaOptions>(
  "dropna",
  { subset: rule.names, how: rule.by("any", rule.oneOf(["any", "all"])) },
  { bare: { text: "subset", list: "subset" } },
);

/** Leaves out rows with missing values. */
export function dropna(from: Frame, options: DropnaOptions = {}): Frame {
  const { subset, how = "any" } = dropnaOptions.read(options);
  const columns = subset === undefined ? from.columns : findColumns(from, asList(subset));
  const rows = new Int32Array(from.length);
  let n = 0;
  for (let i = 0; i < from.length; i++) {
    const missing =
      how === "all"
        ? columns.length > 0 && columns.every((column) => column.isMissing(i))
        : columns.some((column) => column.isMissing(i));
    if (!missing) rows[n++] = i;
  }
  return takeRows(from, rows.slice(0, n));
}

/** What `fillna` takes: one way for every column that it fits, or a way per column. */
export type FillnaBy =
  | FillWith
  | number
  | boolean
  | Date
  | Readonly<Record<string, FillWith | number | boolean | Date>>;

/**
 * Fills missing values; see `FillWith`. One way for all columns skips those it does not fit (the mean of a text column).
 *
 * @throws HF_TABLE_UNKNOWN_COLUMN, and HF_TABLE_COLUMN_TYPE when a way that was stated for a column does not fit it
 */
export function fillna(from: Frame, by: FillnaBy): Frame {
  requireFill(from, by);
  const each = perColumn(by);
  if (each === undefined) {
    const way = asWay(by);
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
      Object.hasOwn(each, column.name) ? fillColumn(column, asWay(each[column.name])) : column,
    ),
    from.length,
  );
}

/** A number, a truth value or a date alone is the value itself. */
function asWay(by: unknown): FillWith {
  const isValue = typeof by === "number" || typeof by === "boolean" || by instanceof Date;
  return isValue ? { value: by } : (by as FillWith);
}

function requireFill(from: Frame, by: unknown): void {
  if (typeof by === "object" && by !== null && "method" in by && !hasColumn(from, "method"))
    throw wrongArgument("fillna takes the way by itself", {
      got: said(by),
      expected: fillRule.expected,
      action: `Write fillna(${JSON.stringify(by.method)}).`,
    });
  const each = perColumn(by as FillnaBy);
  for (const [name, way] of each === undefined ? [["", by] as const] : Object.entries(each)) {
    if (fillRule.accepts(asWay(way))) continue;
    const near = nearestWord(way, fillRule);
    const place = name === "" ? "" : ` for ${JSON.stringify(name)}`;
    const shown = typeof way === "string" ? JSON.stringify(way) : "0";
    throw wrongArgument(`fillna needs a way to fill${place}`, {
      got: said(way),
      expected: fillRule.expected,
      action:
        near === undefined
          ? `Write { value: ${shown} } for a value.`
          : `Write ${JSON.stringify(near)}.`,
    });
  }
}

function hasColumn(from: Frame, name: string): boolean {
  return from.columns.some((column) => column.name === name);
}

function perColumn(by: FillnaBy): Readonly<Record<string, unknown>> | undefined {
  const isOne =
    typeof by !== "object" ||
    by === null ||
    by instanceof Date ||
    Array.isArray(by) ||
    "value" in by;
  return isOne ? undefined : (by as Readonly<Record<string, unknown>>);
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
