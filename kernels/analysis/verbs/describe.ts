import { makeColumn } from "../columns/build.ts";
import type { Column, ColumnType } from "../columns/column.ts";
import { type Frame, findColumns, frame } from "../columns/frame.ts";
import { gather } from "../columns/gather.ts";
import { keysOf } from "../columns/keys.ts";
import { moments } from "../stats/moments.ts";
import { quantileOfSorted, sortedPresent } from "../stats/quantile.ts";
import { labelText } from "./pivot.ts";
import { orderOf } from "./sort.ts";

/** What `describe` says about one column. Numbers that do not exist for a type are null. */
export interface ColumnDescription {
  readonly column: string;
  readonly type: ColumnType;
  /** Present values. */
  readonly count: number;
  readonly missing: number;
  /** Distinct present values. */
  readonly unique: number;
  /** Mean, range and quartiles (type 7) of numbers, or of dates as milliseconds since 1970; null for text and bool. */
  readonly mean: number | null;
  /** Standard deviation (ddof 1) of numbers only. */
  readonly std: number | null;
  readonly min: number | null;
  readonly q25: number | null;
  readonly median: number | null;
  readonly q75: number | null;
  readonly max: number | null;
  /** The most frequent value as text, ties to the smallest; null without present values. */
  readonly top: string | null;
  /** How often `top` occurs. */
  readonly freq: number;
}

/** Describes one column; see `ColumnDescription`. */
function describeColumn(column: Column): ColumnDescription {
  const keys = keysOf(column);
  const [top, freq] = mostFrequent(column, keys.codes, keys.firstRow);
  const base = {
    column: column.name,
    type: column.type,
    count: column.length - column.missing,
    missing: column.missing,
    unique: keys.count,
  };
  const numeric = column.isNumeric && column.type !== "bool";
  if (!numeric || base.count === 0) return { ...base, ...noNumbers, top, freq };
  const values = column.numbers();
  const { n, mean, m2 } = moments(values);
  const sorted = sortedPresent(values);
  return {
    ...base,
    mean,
    std: n > 1 && column.type !== "date" ? Math.sqrt(Math.max(0, m2) / (n - 1)) : null,
    min: sorted[0],
    q25: quantileOfSorted(sorted, 0.25),
    median: quantileOfSorted(sorted, 0.5),
    q75: quantileOfSorted(sorted, 0.75),
    max: sorted[sorted.length - 1],
    top,
    freq,
  };
}

const noNumbers = {
  mean: null,
  std: null,
  min: null,
  q25: null,
  median: null,
  q75: null,
  max: null,
};

function mostFrequent(
  column: Column,
  codes: Int32Array,
  firstRow: Int32Array,
): [string | null, number] {
  if (firstRow.length === 0) return [null, 0];
  const counts = new Int32Array(firstRow.length);
  for (const code of codes) if (code >= 0) counts[code]++;
  const most = counts.reduce((a, b) => Math.max(a, b));
  const tied: number[] = [];
  for (let code = 0; code < counts.length; code++)
    if (counts[code] === most) tied.push(firstRow[code]);
  if (tied.length === 1) return [labelText(column.at(tied[0])), most];
  const rows = Int32Array.from(tied);
  const order = orderOf(gather(column, rows));
  let best = 0;
  for (let i = 1; i < rows.length; i++) if (order[i] < order[best]) best = i;
  return [labelText(column.at(rows[best])), most];
}

/** The columns of places among the values. */
const placeNames = ["mean", "min", "q25", "median", "q75", "max"] as const;

/**
 * Describes every column, or the named ones: one row per column; see `ColumnDescription`.
 *
 * When all of the columns are dates, mean, min … max are dates. Beside numbers they cannot be: a column has one type. Then dates have
 * their range and median in the columns earliest, middle and latest.
 */
export function describe(from: Frame, names?: readonly string[]): Frame {
  const columns = names === undefined ? from.columns : findColumns(from, names);
  const rows = columns.map(describeColumn);
  const pick = <K extends keyof ColumnDescription>(name: K) => rows.map((row) => row[name]);
  const isDate = (row: ColumnDescription) => row.type === "date";
  const anyDate = rows.some(isDate);
  const allDates = anyDate && rows.every(isDate);
  const place = (name: (typeof placeNames)[number], dates: boolean) =>
    rows.map((row) => (isDate(row) === dates ? roundedIf(dates, row[name]) : null));
  const number = (name: (typeof placeNames)[number]) =>
    makeColumn(name, place(name, allDates), allDates ? "date" : "float64");
  const date = (name: string, of: (typeof placeNames)[number]) =>
    makeColumn(name, place(of, true), "date");
  return frame([
    makeColumn("column", pick("column"), "text"),
    makeColumn("type", pick("type"), "category"),
    ...(["count", "missing", "unique"] as const).map((name) =>
      makeColumn(name, pick(name), "int32"),
    ),
    number("mean"),
    makeColumn("std", pick("std"), "float64"),
    ...placeNames.slice(1).map(number),
    ...(anyDate && !allDates
      ? [date("earliest", "min"), date("middle", "median"), date("latest", "max")]
      : []),
    makeColumn("top", pick("top"), "text"),
    makeColumn("freq", pick("freq"), "int32"),
  ]);
}

/** Dates are whole milliseconds. */
function roundedIf(isDate: boolean, value: number | null): number | null {
  return isDate && value !== null ? Math.round(value) : value;
}
