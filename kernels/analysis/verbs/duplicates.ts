import { type Frame, findColumns } from "../table/frame.ts";
import { combinedKeys } from "../table/keys.ts";
import { takeRows } from "./filter.ts";

/** Options of `duplicated` and `dropDuplicates`. */
export interface DuplicateOptions {
  /** Columns to compare; default all. */
  readonly subset?: readonly string[];
  /** Which row of equal ones is the original: "first" (default) or "last". */
  readonly keep?: "first" | "last";
}

/** Lists the row numbers of the duplicates, rising. Missing equals missing. */
export function duplicateRows(from: Frame, options: DuplicateOptions = {}): Int32Array {
  const columns = options.subset === undefined ? from.columns : findColumns(from, options.subset);
  if (columns.length === 0) return new Int32Array(0);
  const { codes, count } = combinedKeys(columns, from.length);
  const seen = new Uint8Array(count);
  const rows: number[] = [];
  const last = options.keep === "last";
  for (let k = 0; k < from.length; k++) {
    const i = last ? from.length - 1 - k : k;
    if (seen[codes[i]] === 1) rows.push(i);
    seen[codes[i]] = 1;
  }
  const found = Int32Array.from(rows);
  return last ? found.reverse() : found;
}

/** Leaves out the duplicates. */
export function dropDuplicates(from: Frame, options: DuplicateOptions = {}): Frame {
  return takeRows(from, rowsWithout(from.length, duplicateRows(from, options)));
}

/** Lists 0 … length-1 without the given rising row numbers. */
export function rowsWithout(length: number, gone: Int32Array): Int32Array {
  const rows = new Int32Array(length - gone.length);
  let next = 0;
  let n = 0;
  for (let i = 0; i < length; i++) {
    if (gone[next] === i) next++;
    else rows[n++] = i;
  }
  return rows;
}
