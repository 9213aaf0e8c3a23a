import { isListLike, requireNumbers, said, wrongArgument } from "../base/arguments.ts";
import { AnalysisError } from "../base/errors.ts";
import { count } from "../base/words.ts";
import { Column } from "../columns/column.ts";
import { type Frame, frame } from "../columns/frame.ts";
import { gather } from "../columns/gather.ts";
import type { RowReader } from "../columns/row.ts";
import { type RowCall, type RowFunction, withoutLeak, withRows } from "./row-function.ts";

/** What says which rows stay: a test of a row, one flag per row, or a bool column. A row whose flag is missing goes. */
export type FilterBy = RowFunction | ArrayLike<unknown> | Column;

/** Keeps the rows that pass. */
export function filter(from: Frame, by: FilterBy): Frame {
  return takeRows(from, passingRows(from, by));
}

/** Lists the rows that pass, as row numbers. */
function passingRows(from: Frame, by: FilterBy): Int32Array {
  const rows = new Int32Array(from.length);
  let n = 0;
  if (typeof by === "function") {
    withRows(from, by, "filter", (reader, call) => {
      for (let i = 0; i < from.length; i++) {
        const passes = call(reader.at(i), i);
        if (passes === true || (passes && keeps(passes, reader, call))) rows[n++] = i;
      }
    });
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
  const flags = by instanceof Column ? flagsOf(by) : by;
  for (let i = 0; i < from.length; i++) {
    if (typeof flags[i] === "string")
      throw wrongArgument("filter needs one flag per row", {
        got: `${said(flags[i])} at place ${i}`,
        expected: "true or false",
        action: "Write filter((row) => row.price > 3).",
      });
    if (flags[i]) rows[n++] = i;
  }
  return rows.slice(0, n);
}

/** Whether a truthy answer keeps the row: not a text that only a missing value wrote. A promise is truthy, whatever it will say. */
function keeps(passes: unknown, reader: RowReader, call: RowCall): boolean {
  if (typeof passes === "string") return Boolean(withoutLeak(passes, reader, call));
  if (typeof passes === "object" && typeof (passes as PromiseLike<unknown>).then === "function")
    throw wrongArgument("filter needs a function that returns true or false", {
      got: "one that returns a promise",
      expected: "true or false",
      action: "Await before, and filter by the answers.",
    });
  return true;
}

/** Numbers and booleans with NaN for missing ones, so that a missing flag is not true. */
function flagsOf(column: Column): Float64Array {
  if (!column.isNumeric || column.type === "date")
    throw wrongArgument("filter needs a bool column", {
      got: said(column),
      expected: "a column of bool",
      action: "Write filter((row) => row.price > 3).",
    });
  return column.numbers();
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
