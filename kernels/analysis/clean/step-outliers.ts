import { likeShared } from "../columns/buffers.ts";
import { Column } from "../columns/column.ts";
import { allValid, setMissing } from "../columns/validity.ts";
import type { OutlierAction } from "./options.ts";
import { type Fences, type OutlierMethod, outlierFences, outlierRows } from "./outliers.ts";

/** The outliers of one column. */
export interface ColumnOutliers extends Fences {
  readonly column: string;
  readonly method: OutlierMethod;
  readonly threshold: number;
  /** Rows of the table that came in (from 0). */
  readonly rows: Int32Array;
}

/** Finds the outliers of a numeric column; rows are rows of the column. */
export function findOutliers(
  column: Column,
  rule: { method: OutlierMethod; threshold: number },
): Fences & { rows: Int32Array } {
  const values = column.numbers();
  const fences = outlierFences(values, rule.method, rule.threshold);
  return { ...fences, rows: outlierRows(values, fences) };
}

/** Clips the rows to the limits or makes them missing; an int32 column is clipped to whole numbers inside the limits. */
export function treatOutliers(
  column: Column,
  found: Fences & { rows: Int32Array },
  action: Exclude<OutlierAction, "flag" | "drop">,
): Column {
  const data = likeShared(column.data, column.length);
  data.set(column.data);
  let { valid } = column;
  if (action === "missing") {
    const bits = allValid(column.length);
    if (valid !== undefined) bits.set(valid);
    valid = bits;
  }
  const whole = column.type === "int32";
  const lower = whole ? Math.ceil(found.lower) : found.lower;
  const upper = whole ? Math.floor(found.upper) : found.upper;
  for (const row of found.rows) {
    if (action === "clip") data[row] = Math.min(upper, Math.max(lower, data[row]));
    else {
      data[row] = whole ? 0 : Number.NaN;
      setMissing(valid!, row);
    }
  }
  return new Column({ ...column.parts(), data, valid });
}
