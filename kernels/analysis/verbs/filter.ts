import { isListLike, requireNumbers, said, wrongArgument } from "../base/arguments.ts";
import { AnalysisError } from "../base/errors.ts";
import { count } from "../base/words.ts";
import { Column } from "../columns/column.ts";
import { type Frame, frame } from "../columns/frame.ts";
import { gather } from "../columns/gather.ts";
import { rowReader } from "../columns/row.ts";

/** What says which rows stay: a test of a row, one flag per row, or a bool column (missing counts as false). */
export type FilterBy = ((row: never, i: number) => unknown) | ArrayLike<unknown> | Column;

/** Keeps the rows that pass. */
export function filter(from: Frame, by: FilterBy): Frame {
  return takeRows(from, passingRows(from, by));
}

/** Lists the rows that pass, as row numbers. */
function passingRows(from: Frame, by: FilterBy): Int32Array {
  const rows = new Int32Array(from.length);
  let n = 0;
  if (typeof by === "function") {
    const reader = rowReader(from);
    const test = by as (row: unknown, i: number) => unknown;
    for (let i = 0; i < from.length; i++) if (test(reader.at(i), i)) rows[n++] = i;
    return rows.slice(0, n);
  }
  if (!isListLike(by))
    throw wrongArgument("filter needs a function of the row, one flag per row, or a bool column", {
      got: said(by),
      expected: "a function of the row",
      action: "Write filter((row) => row.price > 3).",
    });
  if (by.length !== from.length)
    throw new AnalysisError("HF_TABLE_COLUMN_LENGTH", {
      what: "a filter needs one flag per row",
      got: `${count(by.length, "flag")}`,
      expected: `${from.length}`,
    });
  const flags = by instanceof Column ? by.data : by;
  for (let i = 0; i < from.length; i++)
    if (flags[i] && !(by instanceof Column && by.isMissing(i))) rows[n++] = i;
  return rows.slice(0, n);
}

/** Copies the rows of a list of numbers; see `takeRows`. */
export function take(from: Frame, rows: ArrayLike<number>): Frame {
  requireNumbers(rows, "take");
  return takeRows(from, Int32Array.from(rows));
}

/** Copies the given rows, in the order given; -1 gives a row of missing values. */
export function takeRows(from: Frame, rows: Int32Array): Frame {
  return frame(
    from.columns.map((column) => gather(column, rows)),
    rows.length,
  );
}
