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
