import { said } from "../base/arguments.ts";
import { AnalysisError } from "../base/errors.ts";
import type { Frame } from "./frame.ts";

/** A row that reads its values from the columns at the moment they are asked for. */
export interface RowReader {
  /** Moves to row i and returns the row object, which is the same object every time. */
  at(i: number): Record<string, unknown>;
  /** Copies row i into an object of its own. */
  copy(i: number): Record<string, unknown>;
}

/** Makes a reader over the rows of a frame; reading a column that does not exist gives undefined. */
export function rowReader(from: Frame): RowReader {
  let current = 0;
  const row = Object.create(null) as Record<string, unknown>;
  for (const column of from.columns) {
    const { data, valid, type } = column;
    // Plain numbers are by far the most common cells; they need no more than this.
    const direct = valid === undefined && (type === "float64" || type === "int32");
    Object.defineProperty(row, column.name, {
      enumerable: true,
      get: direct ? () => data[current] : () => column.at(current),
    });
  }
  return {
    at(i) {
      current = i;
      return row;
    },
    copy(i) {
      // Unlike assignment this also makes a plain property of a column that is called __proto__.
      return Object.fromEntries(from.columns.map((column) => [column.name, column.at(i)]));
    },
  };
}

/** Copies one row into an object. @throws HF_TABLE_ROW_RANGE */
export function rowAt(from: Frame, i: number): Record<string, unknown> {
  if (!(Number.isInteger(i) && i >= 0 && i < from.length))
    throw new AnalysisError("HF_TABLE_ROW_RANGE", {
      what: "no such row",
      got: said(i),
      expected: `an integer from 0 to ${from.length - 1}`,
    });
  return rowReader(from).copy(i);
}
