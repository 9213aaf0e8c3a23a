import { said } from "../base/arguments.ts";
import { AnalysisError } from "../base/errors.ts";
import type { Matrix } from "../base/matrix.ts";
import { count } from "../base/words.ts";
import { Column } from "../columns/column.ts";
import type { Frame } from "../columns/frame.ts";
import { toMatrix } from "../columns/to-matrix.ts";
import type { Features } from "./data.ts";

/** How features are checked. */
export interface FeatureRule {
  /** Who asks, for messages: the name of the estimator. */
  readonly what: string;
  /** Whether NaN may stand in the matrix; default false. */
  readonly allowMissing?: boolean;
  /** Fewest rows, default 1. */
  readonly minRows?: number;
}

/**
 * Turns features into one row-major matrix of finite doubles.
 *
 * @throws HF_MODEL_NOT_NUMERIC for a text column, HF_MODEL_MISSING_VALUE for NaN, HF_MODEL_INFINITE, HF_MODEL_SHAPE for rows of
 *   different lengths, no columns or too few rows; each names column and row
 */
export function checkFeatures(X: Features, rule: FeatureRule): Matrix {
  const matrix = toFeatureMatrix(X, rule.what);
  if (matrix.columns === 0)
    throw shape(rule.what, "no columns", "at least one", "Select the columns to learn from.");
  const minRows = rule.minRows ?? 1;
  if (matrix.rows < minRows)
    throw shape(
      rule.what,
      count(matrix.rows, "row"),
      `at least ${minRows}`,
      "Check the filter that made the table.",
    );
  const { data, columns } = matrix;
  if (isAllFinite(data)) return matrix;
  for (let at = 0; at < data.length; at++) {
    const value = data[at];
    if (Number.isFinite(value) || (rule.allowMissing && Number.isNaN(value))) continue;
    const row = Math.floor(at / columns);
    const column = matrix.names?.[at % columns] ?? `${at % columns}`;
    if (Number.isNaN(value))
      throw new AnalysisError("HF_MODEL_MISSING_VALUE", {
        what: `${rule.what} cannot use missing values`,
        row,
        column,
        got: "a missing value (NaN)",
        action: "Fill them with SimpleImputer or clean(), or drop these rows.",
      });
    throw new AnalysisError("HF_MODEL_INFINITE", {
      what: `${rule.what} cannot use infinite values`,
      row,
      column,
      got: String(value),
      expected: "a finite number",
      action: "Look for a division by zero where the column was made.",
    });
  }
  return matrix;
}

/** Numbers that are looked at together. */
const CHUNK = 8192;

/** Whether no value is NaN or infinite. */
function isAllFinite(data: Float64Array): boolean {
  for (let at = 0; at < data.length; at += CHUNK)
    if (differences(data, at, Math.min(data.length, at + CHUNK)) !== 0) return false;
  return true;
}

/** The sum of x - x, which is 0 for a finite number and NaN for any other; four sums do not wait for each other. */
function differences(data: Float64Array, start: number, end: number): number {
  const fours = end - ((end - start) % 4);
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (let at = start; at < fours; at += 4) {
    a += data[at] - data[at];
    b += data[at + 1] - data[at + 1];
    c += data[at + 2] - data[at + 2];
    d += data[at + 3] - data[at + 3];
  }
  for (let at = fours; at < end; at++) a += data[at] - data[at];
  return a + b + c + d;
}

/** @throws HF_MODEL_SHAPE when the number or the names of columns differ from those of the fit */
export function checkWidth(
  matrix: Matrix,
  width: number,
  names: readonly string[] | undefined,
  what: string,
): void {
  if (matrix.columns !== width)
    throw shape(
      what,
      count(matrix.columns, "column"),
      `${width}, as in fit`,
      "Give the same columns as in fit.",
    );
  if (!names || !matrix.names) return;
  const at = names.findIndex((name, i) => matrix.names![i] !== name);
  if (at >= 0)
    throw shape(
      what,
      `column ${at} named "${matrix.names[at]}"`,
      `"${names[at]}", as in fit`,
      "Select the same columns in the same order as in fit.",
    );
}

function toFeatureMatrix(X: Features, what: string): Matrix {
  if (isFrame(X)) {
    const text = X.columns.find((column) => !column.isNumeric);
    if (text)
      throw new AnalysisError("HF_MODEL_NOT_NUMERIC", {
        what: `${what} needs numbers`,
        column: text.name,
        got: text.type,
        expected: "a numeric column",
        action:
          "Encode it with OneHotEncoder or OrdinalEncoder (in a ColumnTransformer), or leave it out.",
      });
    return toMatrix(X.columns);
  }
  if (!Array.isArray(X)) return checkMatrix(X as Matrix, what);
  const columns = requireRow(X[0], 0, what, X.length);
  const data = new Float64Array(X.length * columns);
  X.forEach((row: readonly number[], i) => {
    if (requireRow(row, i, what, X.length) !== columns)
      throw shape(
        what,
        `${count(row.length, "value")} in row ${i}`,
        `${columns}, as in row 0`,
        "Give every row the same length.",
      );
    for (let j = 0; j < columns; j++) data[i * columns + j] = asNumber(row[j], i, j, what);
  });
  return { data, rows: X.length, columns };
}

/** How many values a row has. */
function requireRow(row: unknown, i: number, what: string, rows: number): number {
  if (rows === 0) return 0;
  if (Array.isArray(row) || (ArrayBuffer.isView(row) && "length" in row))
    return (row as ArrayLike<number>).length;
  throw shape(
    what,
    `${said(row)} as row ${i}`,
    "a list of numbers for each row",
    typeof row === "number"
      ? "Put each value into a list of its own: [[1], [2], [3]]."
      : "Pass rows such as [[1, 2], [3, 4]], or make a table with Table.from.",
  );
}

function checkMatrix(X: Matrix, what: string): Matrix {
  if (!(X?.data instanceof Float64Array) || X.data.length !== X.rows * X.columns)
    throw shape(
      what,
      X?.data instanceof Float64Array ? `a matrix of ${count(X.data.length, "value")}` : said(X),
      "a table, an array of rows, or a matrix { data: Float64Array, rows, columns }",
      "Pass the rows of the features as the first argument.",
    );
  return X;
}

function asNumber(value: unknown, row: number, column: number, what: string): number {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  if (value === null || value === undefined) return Number.NaN;
  throw new AnalysisError("HF_MODEL_NOT_NUMERIC", {
    what: `${what} needs numbers`,
    row,
    column: `${column}`,
    got: said(value),
    expected: "a number",
    action: "Encode text with OneHotEncoder or OrdinalEncoder, or leave the column out.",
  });
}

/** Tells a table from a matrix and from an array of rows. */
export function isFrame(X: unknown): X is Frame {
  if (typeof X !== "object" || X === null) return false;
  const { columns } = X as { columns?: unknown };
  return Array.isArray(columns) && columns.every((column) => column instanceof Column);
}

function shape(what: string, got: string, expected: string, action: string): AnalysisError {
  return new AnalysisError("HF_MODEL_SHAPE", {
    what: `${what} got features of the wrong shape`,
    got,
    expected,
    action,
  });
}
