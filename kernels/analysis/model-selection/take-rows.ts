import { said, wrongArgument } from "../base/arguments.ts";
import type { Matrix } from "../base/matrix.ts";
import { Column } from "../columns/column.ts";
import type { Features, Target } from "../models/data.ts";
import { isFrame } from "../models/input.ts";
import type { Label } from "../models/target.ts";
import { Table } from "../table/table.ts";

/** Number of rows of features. */
export function rowCount(X: Features): number {
  if (isFrame(X) || Array.isArray(X)) return X.length;
  if (!((X as Matrix | null | undefined)?.data instanceof Float64Array))
    throw wrongArgument("The features have no rows", {
      got: said(X),
      expected: "a table, an array of rows or a matrix",
      action: 'Pass a table such as table.select("a", "b"), or [[1, 2], [3, 4]].',
    });
  return (X as Matrix).rows;
}

/** Chosen rows of features, in the form that the features have. */
export function takeRows(X: Features, rows: ArrayLike<number>): Features {
  if (isFrame(X)) return new Table(X).take(rows);
  if (Array.isArray(X)) return Array.from(rows, (row) => X[row]);
  const { data, columns: p, names } = X as Matrix;
  const out = new Float64Array(rows.length * p);
  for (let i = 0; i < rows.length; i++) out.set(data.subarray(rows[i] * p, rows[i] * p + p), i * p);
  return { data: out, rows: rows.length, columns: p, names };
}

/** Chosen values of a target. */
export function takeTarget(y: Target, rows: ArrayLike<number>): Label[] {
  if (y instanceof Column && (!y.isNumeric || y.type === "bool"))
    return Array.from(rows, (row) => y.at(row) as Label);
  const values = y instanceof Column ? y.numbers() : (y as ArrayLike<Label>);
  return Array.from(rows, (row) => values[row]);
}
