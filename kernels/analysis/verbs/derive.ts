import { isListLike, requireOptions, said, wrongArgument } from "../base/arguments.ts";
import { AnalysisError } from "../base/errors.ts";
import { count } from "../base/words.ts";
import { type ColumnInput, makeColumn } from "../columns/build.ts";
import type { Column } from "../columns/column.ts";
import { type Frame, frame } from "../columns/frame.ts";
import { rowReader } from "../columns/row.ts";

/** How a new column comes to be: a function of the row, or its values. */
export type DeriveBy = ((row: never, i: number) => unknown) | ColumnInput;

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
  const reader = rowReader(from);
  const compute = by as (row: unknown, i: number) => unknown;
  return makeColumn(
    name,
    deriveValues(from.length, (i) => compute(reader.at(i), i)),
  );
}

/** Numbers go straight into a Float64Array; the first other value changes to a plain array. */
function deriveValues(length: number, compute: (i: number) => unknown): ArrayLike<unknown> {
  const numbers = new Float64Array(length);
  for (let i = 0; i < length; i++) {
    const value = compute(i);
    if (typeof value === "number") {
      numbers[i] = value;
      continue;
    }
    const values: unknown[] = Array.from(numbers.subarray(0, i));
    values.push(value);
    for (let k = i + 1; k < length; k++) values.push(compute(k));
    return values;
  }
  return length > 0 ? numbers : [];
}
