import { isTable, said } from "../arguments.ts";
import { AnalysisError } from "../errors.ts";
import { count } from "../words.ts";
import { sharedFloat64 } from "./buffers.ts";
import type { Column } from "./column.ts";

/** A dense matrix of doubles, row-major: value (i, j) is data[i * columns + j]. */
export interface Matrix {
  readonly data: Float64Array;
  readonly rows: number;
  readonly columns: number;
  /** Names of the columns, when they are known. */
  readonly names?: readonly string[];
}

/**
 * Copies numeric columns into one row-major matrix; missing values are NaN.
 *
 * @param columns numeric columns of equal length
 * @throws HF_TABLE_COLUMN_TYPE for a text column
 */
export function toMatrix(columns: readonly Column[]): Matrix {
  if (!isTable({ columns }))
    throw new TypeError(
      `toMatrix needs a list of columns, got ${said(columns)}: pass table.columns.`,
    );
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
