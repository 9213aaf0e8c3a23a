import { requireOptions, said, wrongArgument } from "../base/arguments.ts";
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
  requirePairs(from, names);
  for (const old of Object.keys(names)) findColumn(from, old);
  const columns = from.columns.map((column) =>
    Object.hasOwn(names, column.name) ? column.rename(names[column.name]) : column,
  );
  return frame(checkNames(columns), from.length);
}

function requirePairs(from: Frame, names: unknown): void {
  requireOptions(names, "rename");
  const known = new Set(from.columns.map((column) => column.name));
  for (const [old, name] of Object.entries(names as object)) {
    if (typeof name !== "string" || name === "")
      throw wrongArgument("rename needs a new name for each old one", {
        got: `${said(name)} for ${JSON.stringify(old)}`,
        expected: "a text",
        action: 'Write rename({ "old name": "new name" }).',
      });
    // dplyr writes the new name first.
    if (!known.has(old) && known.has(name))
      throw wrongArgument("rename takes the old name first", {
        got: `${JSON.stringify(old)}, which is no column, for the column ${JSON.stringify(name)}`,
        expected: "{ old: new }",
        action: `Write rename({ ${JSON.stringify(name)}: ${JSON.stringify(old)} }).`,
      });
  }
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
