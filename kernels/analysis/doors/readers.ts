import { requireTable, said, wrongArgument } from "../base/arguments.ts";
import type { Frame } from "../columns/frame.ts";
import type { ReadCsvOptions } from "../readers/read-csv.ts";
import type { ReadExcelOptions } from "../readers/read-excel.ts";
import type { ReadJsonOptions } from "../readers/read-json.ts";
import type { ReadParquetOptions } from "../readers/read-parquet.ts";
import type { Source } from "../readers/source.ts";
import type { WriteCsvOptions } from "../readers/write-csv-file.ts";
import type { AnyRow } from "../table/row-types.ts";
import type { Table } from "../table/table.ts";

/**
 * Reads a CSV file, also compressed (.gz).
 *
 * Types, per column over its present values: all true/false → bool; all whole numbers of 32 bits → int32; all numbers → float64; all
 * ISO dates → date; else text. A whole number with a leading zero (a postcode) or beyond 2^53 keeps the column text. They are guessed
 * from 10,000 rows spread over the file and widened when a later value contradicts; `table.notes` says of a column that is text because
 * of a few values which they are. An empty cell is missing; see `CsvOptions.missing` for words.
 *
 * @param source path relative to the notebook's folder, file: URL, or bytes
 * @throws HF_READ_NOT_FOUND, HF_READ_EMPTY_FILE, HF_READ_OTHER_FORMAT, HF_READ_ENCODING, HF_READ_LINE_TOO_LONG, HF_READ_TOO_LARGE,
 *   HF_READ_TOO_WIDE, HF_READ_COMPRESSION, HF_CSV_FIELD_COUNT, HF_CSV_QUOTE, HF_CSV_VALUE, HF_TABLE_UNKNOWN_COLUMN
 * @example const orders = await readCsv<{ city: string; price: number }>("orders.csv");
 */
export async function readCsv<Row extends object = AnyRow>(
  source: Source,
  options: ReadCsvOptions = {},
): Promise<Table<Row>> {
  requireSource(source, "readCsv");
  const { readCsvFile } = await import("../readers/read-csv.ts");
  return readCsvFile<Row>(source, options);
}

/**
 * Reads a JSON file, also compressed: an array of objects, an object of equally long arrays, or one object per line. Nested values
 * become JSON text; a column whose texts are all ISO dates becomes a date; whole numbers beyond 2^53 become text, exactly.
 *
 * @throws HF_READ_NOT_FOUND, HF_READ_EMPTY_FILE, HF_READ_OTHER_FORMAT, HF_READ_ENCODING, HF_READ_TOO_WIDE, HF_JSON_SYNTAX, HF_JSON_SHAPE
 */
export async function readJson<Row extends object = AnyRow>(
  source: Source,
  options: ReadJsonOptions = {},
): Promise<Table<Row>> {
  requireSource(source, "readJson");
  const { readJsonFile } = await import("../readers/read-json.ts");
  return readJsonFile<Row>(source, options);
}

/**
 * Reads a Parquet file. Integers of 64 bits and decimals become float64, or text with all digits when one is beyond 2^53; timestamps
 * dates, times of day text; bytes text when they are UTF-8, else hexadecimal digits; lists and structs JSON text.
 *
 * @throws HF_READ_NOT_FOUND, HF_READ_EMPTY_FILE, HF_READ_OTHER_FORMAT, HF_PARQUET_FORMAT, HF_TABLE_UNKNOWN_COLUMN
 */
export async function readParquet<Row extends object = AnyRow>(
  source: Source,
  options: ReadParquetOptions = {},
): Promise<Table<Row>> {
  requireSource(source, "readParquet");
  const { readParquetFile } = await import("../readers/read-parquet.ts");
  return readParquetFile<Row>(source, options);
}

/**
 * Reads one sheet of a workbook (.xlsx, .xls, .xlsb, .ods). Formulas give their stored values, times of day and durations text such as
 * 30:00:00, errors are missing and counted in a note.
 *
 * @throws HF_READ_NOT_FOUND, HF_READ_EMPTY_FILE, HF_READ_OTHER_FORMAT, HF_READ_TOO_LARGE, HF_READ_TOO_WIDE, HF_EXCEL_FORMAT,
 *   HF_EXCEL_UNKNOWN_SHEET, HF_TABLE_UNKNOWN_COLUMN
 */
export async function readExcel<Row extends object = AnyRow>(
  source: Source,
  options: ReadExcelOptions = {},
): Promise<Table<Row>> {
  requireSource(source, "readExcel");
  const { readExcelFile } = await import("../readers/read-excel.ts");
  return readExcelFile<Row>(source, options);
}

/**
 * Writes a table as a CSV file (UTF-8, RFC 4180 quoting, missing values as empty cells); a name that ends in .gz is compressed. The
 * file appears complete or not at all.
 *
 * @param target path relative to the notebook's folder, or a file: URL
 * @throws HF_WRITE_FAILED
 */
export async function writeCsv(
  table: Frame,
  target: string | URL,
  options: WriteCsvOptions = {},
): Promise<void> {
  requireTable(table, "writeCsv");
  if ((typeof target !== "string" || target === "") && !(target instanceof URL))
    throw wrongArgument("writeCsv needs a place to write to", {
      got: said(target),
      expected: "a path or a file: URL",
      action: 'Write writeCsv(table, "name.csv").',
    });
  const { writeCsvFile } = await import("../readers/write-csv-file.ts");
  return writeCsvFile(table, target, options);
}

function requireSource(source: unknown, what: string): void {
  const isSource =
    typeof source === "string" || source instanceof URL || source instanceof Uint8Array;
  if (isSource && source !== "") return;
  throw wrongArgument(`${what} needs something to read`, {
    got: said(source),
    expected: "a path, a file: URL or bytes",
    action: `Write ${what}("name of the file").`,
  });
}
