import { said } from "../base/arguments.ts";
import { AnalysisError } from "../base/errors.ts";
import * as rule from "../base/option-rules.ts";
import { likeShared } from "../columns/buffers.ts";
import { makeColumn, showValue } from "../columns/build.ts";
import { Column, type Value } from "../columns/column.ts";
import { frame } from "../columns/frame.ts";
import { gather } from "../columns/gather.ts";
import { mean } from "../stats/moments.ts";
import { median } from "../stats/quantile.ts";
import { aggregateColumn, Groups } from "./aggregate.ts";
import { concat } from "./concat.ts";

/**
 * How missing values of one column are filled. "mean", "median" (type 7), "mode" (the smallest of the most frequent values);
 * "ffill" takes the last present value above, "bfill" the next one below, and leaves what has none; "linear" interpolates in row
 * number and takes the nearest value at both ends; `{ value }` is a constant of the column's type.
 */
export type FillWith =
  | "mean"
  | "median"
  | "mode"
  | "ffill"
  | "bfill"
  | "linear"
  | { readonly value: Value };

/** The ways that have a name. */
export const fillWays = ["mean", "median", "mode", "ffill", "bfill", "linear"] as const;
/** Names of other programs for them. */
export const fillHabits = {
  average: "mean",
  avg: "mean",
  mostFrequent: "mode",
  pad: "ffill",
  forward: "ffill",
  down: "ffill",
  locf: "ffill",
  backfill: "bfill",
  backward: "bfill",
  up: "bfill",
  interpolate: "linear",
};
/** What a way to fill can be. */
export const fillRule = rule.either(
  rule.oneOf(fillWays, fillHabits),
  rule.object("an object { value }", (way) => "value" in way),
);

/**
 * Fills the missing values of one column. An int32 column that gets a fraction becomes float64.
 *
 * @throws HF_TABLE_COLUMN_TYPE when the way does not fit the column's type
 */
export function fillColumn(column: Column, way: FillWith): Column {
  if (column.missing === 0) return column;
  if (typeof way === "object") return fillConstant(column, way.value);
  switch (way) {
    case "mean":
    case "median": {
      needNumbers(column, way);
      const value = way === "mean" ? mean(column.numbers()) : median(column.numbers());
      return !Number.isNaN(value) ? fillNumber(column, value) : column;
    }
    case "mode": {
      const groups = new Groups(new Int32Array(column.length), 1);
      return fillFromRow(column, aggregateColumn("", column, groups, "mode"));
    }
    case "ffill":
    case "bfill":
      return fillFromNeighbour(column, way === "ffill");
    case "linear":
      needNumbers(column, way);
      return withNumbers(column, interpolate(column.numbers()));
    default: {
      const never: never = way;
      throw new Error(`no such way to fill: ${said(never)}`);
    }
  }
}

function needNumbers(column: Column, way: string): void {
  if (column.isNumeric && column.type !== "bool") return;
  throw new AnalysisError("HF_TABLE_COLUMN_TYPE", {
    what: `cannot fill a ${column.type} column with its ${way}`,
    column: column.name,
    got: column.type,
    expected: "a numeric or date column",
    action: 'Use "mode", "ffill" or a constant.',
  });
}

function fillConstant(column: Column, value: Value): Column {
  const own = makeColumn(column.name, [value]);
  const fits =
    own.type === column.type ||
    (own.type === "text" && column.type === "category") ||
    (own.type === "float64" && (column.type === "int32" || column.type === "float32"));
  if (!fits)
    throw new AnalysisError("HF_TABLE_COLUMN_TYPE", {
      what: `cannot fill a ${column.type} column with the value`,
      column: column.name,
      got: `${own.type} ${showValue(value)}`,
      expected: column.type,
    });
  if (column.isNumeric) return fillNumber(column, Number(value));
  return fillFromRow(column, own);
}

function fillNumber(column: Column, value: number): Column {
  const filled = column.numbers().slice();
  for (let i = 0; i < filled.length; i++) if (Number.isNaN(filled[i])) filled[i] = value;
  return withNumbers(column, filled);
}

/** Stores doubles in the column's own type, or as float64 when it is int32 and they are not all integers. */
function withNumbers(column: Column, values: Float64Array): Column {
  const { name, length } = column;
  const whole = column.type !== "int32" || values.every((x) => Number.isNaN(x) || x === (x | 0));
  const type = whole ? column.type : "float64";
  const data = likeShared(whole ? column.data : values, length);
  data.set(values);
  const missing = values.some((x) => Number.isNaN(x));
  return new Column({ name, type, length, data, valid: missing ? column.valid : undefined });
}

/** Fills with the one value of another column; leaves the column as it is when that value is missing. */
function fillFromRow(column: Column, one: Column): Column {
  if (one.missing > 0) return column;
  const other = new Column({ ...one.parts(), name: column.name, type: column.type });
  const both = concat([frame([column]), frame([other])]).columns[0];
  const rows = new Int32Array(column.length);
  for (let i = 0; i < rows.length; i++) rows[i] = column.isMissing(i) ? column.length : i;
  return gather(both, rows);
}

function fillFromNeighbour(column: Column, above: boolean): Column {
  const n = column.length;
  const rows = new Int32Array(n);
  let last = -1;
  for (let k = 0; k < n; k++) {
    const i = above ? k : n - 1 - k;
    if (!column.isMissing(i)) last = i;
    rows[i] = last;
  }
  return gather(column, rows);
}

function interpolate(values: Float64Array): Float64Array {
  const out = values.slice();
  let last = -1;
  for (let i = 0; i <= out.length; i++) {
    if (i < out.length && Number.isNaN(values[i])) continue;
    const low = last >= 0 ? values[last] : values[i];
    const high = i < out.length ? values[i] : low;
    for (let k = last + 1; k < i; k++)
      out[k] = last < 0 ? high : low + ((high - low) * (k - last)) / (i - last);
    last = i;
  }
  return out;
}
