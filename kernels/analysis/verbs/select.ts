import { requireOptions } from "../base/arguments.ts";
import { AnalysisError } from "../base/errors.ts";
import type { Column } from "../columns/column.ts";
import { type Frame, findColumn, findColumns, frame } from "../columns/frame.ts";

/** Keeps the named columns, in the order given. Buffers are shared. */
export function select(from: Frame, names: readonly string[]): Frame {
  return frame(checkNames(findColumns(from, names)), from.length);
}

/** Leaves the named columns out. Buffers are shared. */
export function drop(from: Frame, names: readonly string[]): Frame {
  const gone = new Set(findColumns(from, names));
  return frame(
    from.columns.filter((column) => !gone.has(column)),
    from.length,
  );
}

/** Renames columns: old name → new name. Buffers are shared. */
export function rename(from: Frame, names: Readonly<Record<string, string>>): Frame {
  requireOptions(names, "rename");
  for (const old of Object.keys(names)) findColumn(from, old);
  const columns = from.columns.map((column) =>
    Object.hasOwn(names, column.name) ? column.rename(names[column.name]) : column,
  );
  return frame(checkNames(columns), from.length);
}

/**
 * Checks that every name occurs once.
 *
 * @throws HF_TABLE_DUPLICATE_COLUMN
 */
export function checkNames(columns: readonly Column[]): readonly Column[] {
  const seen = new Set<string>();
  for (const { name } of columns) {
    if (seen.has(name))
      throw new AnalysisError("HF_TABLE_DUPLICATE_COLUMN", {
        what: "a table cannot have two columns of one name",
        column: name,
        action: "Rename one of them first.",
      });
    seen.add(name);
  }
  return columns;
}
