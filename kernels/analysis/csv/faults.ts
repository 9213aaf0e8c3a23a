import { AnalysisError, type AnalysisErrorDetails } from "../base/errors.ts";
import { showValue } from "../columns/build.ts";
import type { ColumnType } from "../columns/column.ts";
import { decode } from "../columns/strings.ts";
import { CsvFault } from "./scan.ts";

/** Finds the line (from 1) and the column in characters (from 1) of a byte. */
export function placeOf(bytes: Uint8Array, offset: number): { line: number; column: number } {
  let line = 1;
  let lineStart = 0;
  for (let at = bytes.indexOf(10); at >= 0 && at < offset; at = bytes.indexOf(10, at + 1)) {
    line++;
    lineStart = at + 1;
  }
  return { line, column: [...decode(bytes, lineStart, Math.min(offset, bytes.length))].length + 1 };
}

/** Turns a fault of the scanner into the error that a person reads. */
export function csvError(
  fault: unknown,
  bytes: Uint8Array,
  about: { width: number; file: string | undefined; advice: () => string },
): unknown {
  if (!(fault instanceof CsvFault)) return fault;
  const place = placeOf(bytes, fault.offset);
  const { width, file, advice } = about;
  const common = { what: "cannot read the CSV", file, ...place };
  switch (fault.kind) {
    case "fields":
      return new AnalysisError("HF_CSV_FIELD_COUNT", {
        ...common,
        got: `${fault.fields} ${fault.fields === 1 ? "field" : "fields"}`,
        expected: `${width}, as in the header`,
        action: advice(),
      });
    case "open-quote":
      return new AnalysisError("HF_CSV_QUOTE", {
        ...common,
        got: "a quoted field that is never closed",
        action:
          "Close the quote, or pass quote: null when quotes are ordinary characters; a field of more than 16 MiB needs maxFieldBytes.",
      });
    case "after-quote":
      return new AnalysisError("HF_CSV_QUOTE", {
        ...common,
        got: `${showValue(decode(bytes, fault.offset, fault.offset + 1))} after a closing quote`,
        expected: "a delimiter or the end of the line",
        action: "Double the quotes inside of the field, state the delimiter, or pass quote: null.",
      });
    default: {
      const never: never = fault.kind;
      return never;
    }
  }
}

/** The error of a value that does not fit the type stated for its column. */
export function valueError(
  bytes: Uint8Array,
  span: { start: number; end: number },
  column: { name: string; type: ColumnType },
  file: string | undefined,
): AnalysisError {
  const { line, column: at } = placeOf(bytes, span.start);
  const details: AnalysisErrorDetails = {
    what: `cannot read the value of column "${column.name}" as ${column.type}`,
    file,
    line,
    column: at,
    got: showValue(decode(bytes, span.start, span.end)),
    expected: expectations[column.type],
    action: "Correct the value, add it to the missing words, or state the type text.",
  };
  return new AnalysisError("HF_CSV_VALUE", details);
}

const expectations: Record<ColumnType, string> = {
  float64: "a number such as -1.5e3",
  float32: "a number such as -1.5e3",
  int32: "a whole number from -2147483648 to 2147483647",
  bool: "true or false",
  date: "an ISO date such as 2024-03-01 or 2024-03-01T12:30:00Z",
  category: "text",
  text: "text",
};
