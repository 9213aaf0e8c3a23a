import { requireName, requireNames } from "../base/arguments.ts";
import { AnalysisError } from "../base/errors.ts";
import { nearestName } from "../base/nearest-name.ts";
import type { Column } from "./column.ts";

/** What every verb takes and gives: columns of one length. `Table` is the class around it. */
export interface Frame {
  readonly columns: readonly Column[];
  readonly length: number;
}

/** Makes a frame; the length of a frame without columns must be given. */
export function frame(columns: readonly Column[], length = columns[0]?.length ?? 0): Frame {
  return { columns, length };
}

/**
 * Finds a column by name.
 *
 * @throws HF_TABLE_UNKNOWN_COLUMN with the nearest name as the suggestion
 */
export function findColumn(from: Frame, name: string): Column {
  for (const column of from.columns) if (column.name === name) return column;
  requireName(name, "the table");
  throw unknownColumn(from, name);
}

/** Finds several columns by name; see `findColumn`. */
export function findColumns(from: Frame, names: readonly string[]): Column[] {
  requireNames(names, "the table");
  return names.map((name) => findColumn(from, name));
}

/**
 * Finds a column that `numbers()` can read.
 *
 * @throws HF_TABLE_UNKNOWN_COLUMN, HF_TABLE_COLUMN_TYPE
 */
export function findNumeric(from: Frame, name: string, what: string): Column {
  const column = findColumn(from, name);
  if (column.isNumeric) return column;
  throw new AnalysisError("HF_TABLE_COLUMN_TYPE", {
    what: `${what} needs numbers`,
    column: name,
    got: column.type,
    expected: "float64, float32, int32, bool or date",
    action: "Pick a numeric column, or convert this one with clean() or derive().",
  });
}

/** The error for a name that is no column, with the nearest name. */
export function unknownColumn(from: Frame, name: string): AnalysisError {
  const names = from.columns.map((column) => column.name);
  const near = nearestName(name, names);
  const listed = names.slice(0, 20).join(", ") + (names.length > 20 ? ", …" : "");
  return new AnalysisError("HF_TABLE_UNKNOWN_COLUMN", {
    what: "unknown column",
    column: name,
    expected: near === undefined ? `one of ${listed || "(no columns)"}` : `"${near}"`,
    action: near === undefined ? undefined : `Did you mean "${near}"? The columns are ${listed}.`,
  });
}
