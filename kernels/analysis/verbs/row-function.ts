import { AnalysisError } from "../base/errors.ts";
import type { Frame } from "../columns/frame.ts";
import { type RowReader, rowReader } from "../columns/row.ts";
import { refuseStrictNull, rowAccess } from "./row-source.ts";

/** A function of a row, as a person writes it in `filter` and `derive`. */
export type RowFunction = (row: never, i: number) => unknown;

/** A function of a row, however its row is typed. */
export type RowCall = (row: unknown, i: number) => unknown;

/**
 * Calls a function on rows; the loop is the caller's own, since a call more for each row would be felt.
 *
 * @throws HF_TABLE_UNKNOWN_COLUMN for a name that is no column, HF_TABLE_MISSING_VALUE when the function used a missing value as if it
 * were one
 */
export function withRows(
  from: Frame,
  by: RowFunction,
  what: string,
  loop: (reader: RowReader, call: RowCall) => void,
): void {
  refuseStrictNull(from, by, what);
  const reader = rowReader(from);
  try {
    loop(reader, by as RowCall);
  } catch (error) {
    throw usedMissing(error, reader, what) ?? error;
  }
}

/** What JavaScript writes where a missing value is made text. */
const leaks = /undefined|NaN|Invalid Date/gi;

/**
 * A text with a missing value written into it is missing itself, as in SQL and pandas: `row.first + " " + row.last`. Whether a word in it
 * is such a trace is found out by asking the function again with null in the place of missing values, which writes another word.
 */
export function withoutLeak(value: string, reader: RowReader, call: RowCall): string | null {
  const i = reader.row;
  if (reader.missed === undefined) return value;
  const traces = countOf(value);
  if (traces === 0) return value;
  try {
    const again = reader.instead(i, null, (row) => call(row, i));
    return typeof again === "string" && countOf(again) >= traces ? value : null;
  } catch {
    return null;
  }
}

function countOf(text: string): number {
  return text.match(leaks)?.length ?? 0;
}

/** The engine's own words say neither the row nor the column, nor what to do. */
function usedMissing(error: unknown, reader: RowReader, what: string): AnalysisError | undefined {
  const column = reader.missed;
  const { name, message } = (error ?? {}) as { name?: unknown; message?: unknown };
  if (column === undefined || !isEngineFault(name, String(message))) return undefined;
  const access = rowAccess(column);
  const method = /reading '([^']+)'/.exec(String(message))?.[1];
  return new AnalysisError("HF_TABLE_MISSING_VALUE", {
    what: `the function of ${what} used a missing value as if it were there`,
    row: reader.row,
    column,
    action: `Write ${access}?.${method ?? "…"} so that the result is missing too, ${access} ?? … for a value in its place, or leave such rows out first: filter((row) => !isMissing(${access})).`,
    cause: error,
  });
}

function isEngineFault(name: unknown, message: string): boolean {
  if (name === "RangeError") return /Invalid time value|Invalid date/i.test(message);
  return (
    name === "TypeError" && /\bundefined\b|not iterable|Cannot convert|Cannot mix/.test(message)
  );
}
