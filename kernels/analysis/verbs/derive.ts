import { isListLike, requireOptions, said, wrongArgument } from "../base/arguments.ts";
import { AnalysisError } from "../base/errors.ts";
import { count } from "../base/words.ts";
import { type ColumnInput, makeColumn } from "../columns/build.ts";
import type { Column } from "../columns/column.ts";
import { type Frame, frame } from "../columns/frame.ts";
import { type RowFunction, withoutLeak, withRows } from "./row-function.ts";

/** How a new column comes to be: a function of the row, or its values. */
export type DeriveBy = RowFunction | ColumnInput;

/**
 * Adds columns, or replaces those that have the same name. Every function sees the table as it came in, not the other new columns.
 *
 * @throws HF_TABLE_MIXED_TYPES when a function returns values of different types, HF_TABLE_COLUMN_LENGTH
 */
export function derive(from: Frame, columns: Readonly<Record<string, DeriveBy>>): Frame {
  requireOptions(columns, "derive");
  const out = [...from.columns];
  for (const [name, by] of Object.entries(columns)) {
    const column = deriveColumn(from, name, by);
    const place = out.findIndex((old) => old.name === name);
    if (place < 0) out.push(column);
    else out[place] = column;
  }
  return frame(out, from.columns.length === 0 ? (out[0]?.length ?? 0) : from.length);
}

function deriveColumn(from: Frame, name: string, by: DeriveBy): Column {
  if (typeof by !== "function") {
    if (!isListLike(by))
      throw wrongArgument(`derive needs a function or values for ${JSON.stringify(name)}`, {
        got: said(by),
        expected: "a function of the row, or a list of values",
        action: `Write derive({ ${name}: (row) => … }).`,
      });
    const column = makeColumn(name, by);
    if (from.columns.length > 0 && column.length !== from.length)
      throw new AnalysisError("HF_TABLE_COLUMN_LENGTH", {
        what: "cannot add the column",
        column: name,
        got: `${count(column.length, "value")}`,
        expected: `${from.length}`,
      });
    return column;
  }
  return makeColumn(name, deriveValues(from, name, by));
}

/** Numbers and missing values go straight into a Float64Array; the first other value changes to a plain array. */
function deriveValues(from: Frame, name: string, by: RowFunction): ArrayLike<unknown> {
  const numbers = new Float64Array(from.length);
  let values: unknown[] | undefined;
  let hasNumber = false;
  withRows(from, by, `derive (${JSON.stringify(name)})`, (reader, call) => {
    for (let i = 0; i < from.length; i++) {
      const given = call(reader.at(i), i);
      const value = typeof given === "string" ? withoutLeak(given, reader, call) : given;
      if (values !== undefined) values.push(value);
      else if (typeof value === "number") {
        numbers[i] = value;
        hasNumber = true;
      } else if (value === null || value === undefined) numbers[i] = Number.NaN;
      else {
        values = hasNumber ? Array.from(numbers.subarray(0, i)) : new Array<unknown>(i).fill(null);
        values.push(value);
      }
    }
  });
  return values ?? (hasNumber ? numbers : new Array<unknown>(from.length).fill(null));
}
