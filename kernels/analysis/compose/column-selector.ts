import { AnalysisError } from "../base/errors.ts";
import type { Matrix } from "../base/matrix.ts";
import { findColumn, frame } from "../columns/frame.ts";
import type { Features } from "../models/data.ts";
import { isFrame } from "../models/input.ts";
import { wrongOption } from "../models/option.ts";

/** Which columns: their names or indices, or all of a kind: "numeric" (numbers, bool, date), "text". */
export type ColumnSelector = "numeric" | "text" | readonly (string | number)[];

/** Number of rows and columns of features, and the names of the columns when they have some. */
export function columnsOf(
  X: Features,
  what: string,
): { rows: number; width: number; names?: readonly string[] } {
  if (isFrame(X))
    return { rows: X.length, width: X.columns.length, names: X.columns.map(({ name }) => name) };
  if (Array.isArray(X))
    return { rows: X.length, width: (X[0] as unknown[] | undefined)?.length ?? 0 };
  const { rows, columns, names, data } = X as Matrix;
  if (data instanceof Float64Array) return { rows, width: columns, names };
  throw new AnalysisError("HF_MODEL_SHAPE", {
    what: `${what} got features of the wrong shape`,
    got: typeof X,
    expected: "a table, an array of rows, or a matrix",
  });
}

/** The indices of the columns of a selector. @throws HF_TABLE_UNKNOWN_COLUMN, HF_MODEL_OPTION, HF_MODEL_SHAPE */
export function resolveColumns(X: Features, selector: ColumnSelector, what: string): number[] {
  const { width, names } = columnsOf(X, what);
  const all = Array.from({ length: width }, (_, j) => j);
  if (selector === "numeric" || selector === "text") {
    const numeric = (j: number) => {
      if (isFrame(X)) return X.columns[j].isNumeric;
      return !Array.isArray(X) || typeof X[0][j] !== "string";
    };
    return all.filter((j) => numeric(j) === (selector === "numeric"));
  }
  if (!Array.isArray(selector))
    throw wrongOption(what, "columns", selector, 'a list of names or indices, "numeric" or "text"');
  return selector.map((column: string | number) => {
    if (typeof column === "string") return indexOf(X, column, names, what);
    if (Number.isInteger(column) && column >= 0 && column < width) return column;
    throw wrongOption(what, "columns", column, `an index of 0 to ${width - 1}`);
  });
}

/** Some columns of features, by name or index, in the form that the features have. */
export function selectColumns(
  X: Features,
  columns: readonly (string | number)[],
  what: string,
): Features {
  const at = resolveColumns(X, columns, what);
  if (isFrame(X))
    return frame(
      at.map((j) => X.columns[j]),
      X.length,
    );
  if (Array.isArray(X)) return X.map((row) => at.map((j) => row[j]));
  const { data, rows, columns: p, names } = X as Matrix;
  const out = new Float64Array(rows * at.length);
  for (let i = 0, to = 0; i < rows; i++) for (const j of at) out[to++] = data[i * p + j];
  return { data: out, rows, columns: at.length, names: names && at.map((j) => names[j]) };
}

function indexOf(
  X: Features,
  name: string,
  names: readonly string[] | undefined,
  what: string,
): number {
  if (isFrame(X)) return X.columns.indexOf(findColumn(X, name));
  const found = names?.indexOf(name) ?? -1;
  if (found >= 0) return found;
  throw new AnalysisError("HF_MODEL_SHAPE", {
    what: `${what} does not find a column`,
    column: name,
    got: names?.join(", ") ?? "features without names",
    action: "Give a table that has the column, or select by index.",
  });
}
