import { said } from "../base/arguments.ts";
import { AnalysisError } from "../base/errors.ts";
import { count } from "../base/words.ts";
import type { Features } from "../models/data.ts";
import { isFrame } from "../models/input.ts";
import { type Label, sortLabels } from "../models/target.ts";

/** What one cell of an encoder's input holds; null is missing. */
export type Cell = Label | null;

/** What an encoder takes: a table with text columns, or rows of labels. */
export type CategoryFeatures = Features | readonly (readonly (Cell | undefined)[])[];

/** Features as columns of labels. */
export interface Cells {
  readonly columns: readonly (readonly Cell[])[];
  readonly rows: number;
  readonly names?: readonly string[];
}

/**
 * Reads features as columns of labels; a missing value is null, a date is its ISO text.
 *
 * @throws HF_MODEL_SHAPE for no rows, no columns or rows of different lengths
 */
export function readCells(X: CategoryFeatures, what: string): Cells {
  const cells = toCells(X, what);
  if (cells.rows > 0 && cells.columns.length > 0) return cells;
  throw new AnalysisError("HF_MODEL_SHAPE", {
    what: `${what} got features of the wrong shape`,
    got: `${count(cells.rows, "row")} and ${count(cells.columns.length, "column")}`,
    expected: "at least one of each",
    action: "Check the filter that made the table.",
  });
}

function toCells(X: CategoryFeatures, what: string): Cells {
  if (isFrame(X))
    return {
      columns: X.columns.map((column) => column.toArray().map(toCell)),
      rows: X.length,
      names: X.columns.map((column) => column.name),
    };
  if (Array.isArray(X)) {
    const rows = X as readonly (readonly unknown[])[];
    const scalar = rows.findIndex((row) => !Array.isArray(row) && !ArrayBuffer.isView(row));
    if (scalar >= 0) throw notFeatures(what, `${said(rows[scalar])} as row ${scalar}`);
    const width = rows[0]?.length ?? 0;
    const odd = rows.findIndex((row) => row.length !== width);
    if (odd >= 0)
      throw new AnalysisError("HF_MODEL_SHAPE", {
        what: `${what} got features of the wrong shape`,
        row: odd,
        got: count(rows[odd].length, "value"),
        expected: `${width}, as in row 0`,
      });
    const columns = Array.from({ length: width }, (_, j) => rows.map((row) => toCell(row[j])));
    return { columns, rows: rows.length };
  }
  if (!(X instanceof Object && (X as { data?: unknown }).data instanceof Float64Array))
    throw notFeatures(what, said(X));
  const {
    data,
    rows,
    columns: p,
    names,
  } = X as Exclude<Features, readonly unknown[]> & {
    data: Float64Array;
    rows: number;
    columns: number;
    names?: readonly string[];
  };
  const columns = Array.from({ length: p }, (_, j) =>
    Array.from({ length: rows }, (__, i) => toCell(data[i * p + j])),
  );
  return { columns, rows, names };
}

function notFeatures(what: string, got: string): AnalysisError {
  return new AnalysisError("HF_MODEL_SHAPE", {
    what: `${what} got features of the wrong shape`,
    got,
    expected: "a table, or a list of values for each row",
    action: 'Pass rows such as [["a"], ["b"]], or make a table with Table.from.',
  });
}

function toCell(value: unknown): Cell {
  if (value === null || value === undefined || Number.isNaN(value)) return null;
  return value instanceof Date ? value.toISOString() : (value as Label);
}

/** The distinct values of a column in the order of classes, a missing value last. */
export function categoriesOf(column: readonly Cell[]): Cell[] {
  const distinct = new Set(column);
  const missing = distinct.delete(null);
  const sorted: Cell[] = sortLabels(distinct as Set<Label>);
  return missing ? [...sorted, null] : sorted;
}

/** The error of a value that `fit` has not seen. */
export function unknownCategory(
  what: string,
  value: Cell,
  row: number,
  column: string,
  known: readonly Cell[],
): AnalysisError {
  const listed = known.slice(0, 10).map((cell) => JSON.stringify(cell));
  return new AnalysisError("HF_MODEL_UNKNOWN_CATEGORY", {
    what: `${what} met a value that was not in fit`,
    row,
    column,
    got: JSON.stringify(value),
    expected: `one of ${listed.join(", ")}${known.length > 10 ? ", …" : ""}`,
    action: "Correct the value, or set handleUnknown so that unknown values are allowed.",
  });
}
