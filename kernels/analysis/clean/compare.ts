import { requireTable } from "../base/arguments.ts";
import { AnalysisError } from "../base/errors.ts";
import { count } from "../base/words.ts";
import type { Column, Value } from "../columns/column.ts";
import { type Frame, findColumn } from "../columns/frame.ts";

/** Where two tables differ. */
export interface TableDifference {
  readonly cells: number;
  /** cells / (rows · columns). */
  readonly share: number;
  /** Number of differing cells in each column. */
  readonly byColumn: Readonly<Record<string, number>>;
  /** Rows with at least one differing cell, rising. */
  readonly rows: Int32Array;
  /** Each differing cell: row, column, the value here and the value there. */
  readonly list: readonly {
    row: number;
    column: string;
    left: Value | null;
    right: Value | null;
  }[];
}

/**
 * Compares two tables of equal size cell by cell; columns are matched by name. A missing value differs from every other value.
 *
 * @throws HF_TABLE_UNKNOWN_COLUMN, HF_TABLE_COLUMN_LENGTH
 */
export function compareTables(left: Frame, right: Frame): TableDifference {
  requireTable(left, "compareTables");
  requireTable(right, "compareTables");
  if (left.length !== right.length)
    throw new AnalysisError("HF_TABLE_COLUMN_LENGTH", {
      what: "cannot compare tables with different numbers of rows",
      got: `${count(right.length, "row")}`,
      expected: `${left.length}`,
    });
  const marks = new Uint8Array(left.length);
  const list: { row: number; column: string; left: Value | null; right: Value | null }[] = [];
  const byColumn: Record<string, number> = {};
  for (const column of left.columns) {
    const other = findColumn(right, column.name);
    const before = list.length;
    for (let row = 0; row < left.length; row++) {
      if (sameCell(column, other, row)) continue;
      marks[row] = 1;
      list.push({ row, column: column.name, left: column.at(row), right: other.at(row) });
    }
    byColumn[column.name] = list.length - before;
  }
  const rows = Int32Array.from(marks.keys()).filter((row) => marks[row] === 1);
  const size = left.length * left.columns.length;
  return { cells: list.length, share: size === 0 ? 0 : list.length / size, byColumn, rows, list };
}

function sameCell(left: Column, right: Column, row: number): boolean {
  const a = left.at(row);
  const b = right.at(row);
  if (a instanceof Date && b instanceof Date) return a.getTime() === b.getTime();
  return a === b;
}
