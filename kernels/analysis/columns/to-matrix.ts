import { isTable, said, wrongArgument } from "../base/arguments.ts";
import { AnalysisError } from "../base/errors.ts";
import type { Matrix } from "../base/matrix.ts";
import { count } from "../base/words.ts";
import { sharedFloat64 } from "./buffers.ts";
import type { Column } from "./column.ts";
import { type Frame, findColumns } from "./frame.ts";

/**
 * Copies numeric columns into one row-major matrix; missing values are NaN.
 *
 * @param columns numeric columns of equal length
 * @throws HF_TABLE_COLUMN_TYPE for a text column
 */
export function toMatrix(columns: readonly Column[]): Matrix {
  if (!isTable({ columns }))
    throw wrongArgument("toMatrix needs a list of columns", {
      got: said(columns),
      expected: "a list of columns",
      action: "Pass table.columns.",
    });
  const rows = columns.length > 0 ? columns[0].length : 0;
  const width = columns.length;
  const data = sharedFloat64(rows * width);
  for (let j = 0; j < width; j++) {
    if (columns[j].length !== rows)
      throw new AnalysisError("HF_TABLE_COLUMN_LENGTH", {
        what: "cannot make a matrix of columns with different lengths",
        column: columns[j].name,
        got: `${count(columns[j].length, "value")}`,
        expected: `${rows}`,
      });
    const values = columns[j].numbers();
    for (let i = 0; i < rows; i++) data[i * width + j] = values[i];
  }
  return { data, rows, columns: width, names: columns.map((column) => column.name) };
}

/** The named columns of a frame as a matrix; all numeric ones when none is named. */
export function matrixOf(from: Frame, names: readonly string[]): Matrix {
  return toMatrix(
    names.length > 0 ? findColumns(from, names) : from.columns.filter(({ isNumeric }) => isNumeric),
  );
}
