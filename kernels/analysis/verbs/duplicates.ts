import { asList } from "../base/arguments.ts";
import * as rule from "../base/option-rules.ts";
import { callOptions } from "../base/option-table.ts";
import { type Frame, findColumns } from "../columns/frame.ts";
import { markDuplicates } from "../columns/row-hash.ts";
import { takeRows } from "./filter.ts";

/** Options of `duplicated` and `dropDuplicates`. */
export interface DuplicateOptions {
  /** Columns to compare; default all. */
  readonly subset?: string | readonly string[];
  /** Which row of equal ones is the original: "first" (default) or "last". */
  readonly keep?: "first" | "last";
}

const rules = {
  subset: rule.names,
  keep: rule.by("first", rule.oneOf(["first", "last"])),
};
const settings = { bare: { text: "subset", list: "subset" } };
const duplicateRowsOptions = callOptions<DuplicateOptions>("duplicateRows", rules, settings);
const dropDuplicatesOptions = callOptions<DuplicateOptions>("dropDuplicates", rules, settings);

/** Lists the row numbers of the duplicates, rising. Missing equals missing. */
export function duplicateRows(from: Frame, options: DuplicateOptions = {}): Int32Array {
  return rowsOf(from, duplicateRowsOptions.read(options));
}

function rowsOf(from: Frame, { subset, keep }: DuplicateOptions): Int32Array {
  const columns = subset === undefined ? from.columns : findColumns(from, asList(subset));
  if (columns.length === 0) return new Int32Array(0);
  const end = from.length - 1;
  const order = keep === "last" ? (k: number) => end - k : (k: number) => k;
  const marks = markDuplicates(columns, order);
  let n = 0;
  const rows = new Int32Array(from.length);
  for (let i = 0; i < marks.length; i++) if (marks[i] === 1) rows[n++] = i;
  return rows.slice(0, n);
}

/** Leaves out the duplicates. */
export function dropDuplicates(from: Frame, options: DuplicateOptions = {}): Frame {
  const own = dropDuplicatesOptions.read(options);
  return takeRows(from, rowsWithout(from.length, rowsOf(from, own)));
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
