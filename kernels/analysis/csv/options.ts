import * as rule from "../base/option-rules.ts";
import type { ColumnType } from "../columns/column.ts";
import type { BadRows } from "./scan.ts";

/** Options of `parseCsv`, and so of `readCsv`. */
export interface CsvOptions {
  /**
   * One character; " " stands for any run of spaces and tabs. Default: what a first line such as `sep=;` says, else found from the first
   * 50 records among comma, semicolon, tab, bar and white space.
   */
  readonly delimiter?: string;
  /** Character around fields, default `"`; null when quotes have no meaning. */
  readonly quote?: string | null;
  /** true (default): the first record names the columns; false: column_1, column_2, …; or the names themselves. */
  readonly header?: boolean | readonly string[];
  /** "text" reads every cell as text; an object states the type of single columns, the others are inferred. */
  readonly types?: "text" | Readonly<Record<string, ColumnType>>;
  /** Names of the columns to keep, in this order; default all. */
  readonly columns?: readonly string[];
  /**
   * Exact words that mean missing, in every column. Default: an empty cell is missing everywhere, and NA, N/A, NaN, null, None and the
   * like are in columns of numbers, dates and booleans. An empty list makes an empty cell an empty text.
   */
  readonly missing?: readonly string[];
  /** Decimal mark, default "."; "," needs another delimiter than a comma. */
  readonly decimal?: "." | ",";
  /** What to do with a row that has not as many fields as the header: "error" (default), "skip" or "pad". */
  readonly badRows?: BadRows;
  /** Lines to leave out before the header (titles, remarks), default 0. */
  readonly skipRows?: number;
  /** The same as `skipRows`. */
  readonly skipLines?: number;
  /** true: the rows have one field more than the header, as R writes them; the first field becomes the column "row_name". */
  readonly rowNames?: boolean;
  /** Longest quoted field in bytes, default 16 MiB: a quote that is never closed is found there. */
  readonly maxFieldBytes?: number;
  /** Stops after so many rows; default all. */
  readonly maxRows?: number;
  /** Name for error messages. */
  readonly file?: string;
}

/** What these options can be. */
export const csvRules = {
  delimiter: rule.character,
  quote: rule.orNull(rule.character),
  header: rule.by(true, rule.either(rule.flag, rule.texts)),
  types: rule.either(rule.oneOf(["text"]), rule.columnTypes),
  columns: rule.texts,
  missing: rule.texts,
  decimal: rule.by(".", rule.oneOf([".", ","])),
  badRows: rule.by(
    "error",
    rule.oneOf(["error", "skip", "pad"], {
      raise: "error",
      fail: "error",
      warn: "skip",
      fill: "pad",
    }),
  ),
  skipRows: rule.by(0, rule.integer(0)),
  skipLines: rule.by(0, rule.integer(0)),
  rowNames: rule.by(false, rule.flag),
  maxFieldBytes: rule.integer(1),
  maxRows: rule.either(rule.integer(0), rule.oneOf([Number.POSITIVE_INFINITY])),
  file: rule.text,
};
