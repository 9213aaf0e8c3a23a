import * as rule from "../base/option-rules.ts";
import type { Column } from "../columns/column.ts";
import type { Frame } from "../columns/frame.ts";

/** Options of `formatCsv`, and so of `writeCsv`. */
export interface FormatCsvOptions {
  /** One character between fields, default ",". */
  readonly delimiter?: string;
  /** What a missing value is written as, default an empty cell. */
  readonly missing?: string;
}

/** What these options can be. */
export const formatCsvRules = {
  delimiter: rule.by(",", {
    expected: "one character that is neither a quote nor a line end",
    accepts: (value) => typeof value === "string" && value.length === 1 && !'"\n\r'.includes(value),
  }),
  missing: rule.by("", { expected: "a text", accepts: (value) => typeof value === "string" }),
};

const ROWS = 8192;

/**
 * Writes a table as CSV text in pieces of 8,192 rows: RFC 4180 quoting, line ends "\n", dates as ISO 8601 UTC (days alone when
 * every time is midnight), numbers in the shortest form that reads back as the same double.
 */
export function* formatCsv(from: Frame, options: FormatCsvOptions = {}): Generator<string> {
  const { delimiter = ",", missing = "" } = options;
  const quote = (text: string) =>
    text.includes(delimiter) || /["\n\r]|^\s|\s$/.test(text)
      ? `"${text.replaceAll('"', '""')}"`
      : text;
  yield `${from.columns.map((column) => quote(column.name)).join(delimiter)}\n`;
  const writers = from.columns.map((column) => cellWriter(column, quote));
  // A row of one empty cell would be a blank line, which readers skip.
  const blank = from.columns.length === 1 && missing === "" ? '""' : missing;
  for (let start = 0; start < from.length; start += ROWS) {
    let text = "";
    const end = Math.min(from.length, start + ROWS);
    for (let i = start; i < end; i++) {
      for (let j = 0; j < writers.length; j++) {
        if (j > 0) text += delimiter;
        text += from.columns[j].isMissing(i) ? blank : writers[j](i);
      }
      text += "\n";
    }
    yield text;
  }
}

function cellWriter(column: Column, quote: (text: string) => string): (i: number) => string {
  const { data } = column;
  switch (column.type) {
    case "bool":
      return (i) => (data[i] !== 0 ? "true" : "false");
    case "date": {
      const days = data.every((time) => Number.isNaN(time) || time % 86400000 === 0);
      return (i) => {
        const text = new Date(data[i]).toISOString();
        return days ? text.slice(0, 10) : text;
      };
    }
    case "text":
    case "category": {
      if (column.dict === undefined) return (i) => quote(String(column.at(i)));
      const texts = column.dict.all().map(quote);
      return (i) => texts[data[i]];
    }
    default:
      return (i) => String(data[i]);
  }
}
