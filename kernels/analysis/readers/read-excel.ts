import { uniqueNames } from "../csv/header.ts";
import { AnalysisError } from "../errors.ts";
import { nearestName } from "../nearest-name.ts";
import { makeColumn } from "../table/build.ts";
import type { Column, ColumnType, Value } from "../table/column.ts";
import { frame } from "../table/frame.ts";
import type { AnyRow } from "../table/row-types.ts";
import { Table } from "../table/table.ts";
import { readSource, type Source } from "./source.ts";

/** Options of `readExcel`. */
export interface ReadExcelOptions {
  /** Name of the sheet, or its number from 0; default the first. */
  readonly sheet?: string | number;
  /** Cells to read, such as "B3:F200"; default all that are used. */
  readonly range?: string;
  /** true (default): the first row names the columns; false: column_1, column_2, … */
  readonly header?: boolean;
  /** States the type of single columns. */
  readonly types?: Readonly<Record<string, ColumnType>>;
  readonly signal?: AbortSignal;
}

/** Reads a workbook; `readExcel` of the barrel loads this on first use. */
export async function readExcelFile<Row extends object = AnyRow>(
  source: Source,
  options: ReadExcelOptions,
): Promise<Table<Row>> {
  const { bytes, file } = await readSource(source, { signal: options.signal });
  if (bytes.length === 0)
    throw new AnalysisError("HF_READ_EMPTY_FILE", {
      what: "cannot read the workbook",
      file,
      got: "an empty file",
    });
  const xlsx = await import("@e965/xlsx");
  const grid = readGrid(xlsx, bytes, file, options);
  if (grid.length === 0)
    throw new AnalysisError("HF_READ_EMPTY_FILE", {
      what: "the sheet is empty",
      file,
      action: "Name another sheet.",
    });
  const width = grid.reduce((most, row) => Math.max(most, row.length), 0);
  const useHeader = options.header ?? true;
  const given = Array.from({ length: width }, (_, j) =>
    useHeader ? String(grid[0][j] ?? "") : `column_${j + 1}`,
  );
  const { names, notes } = uniqueNames(given);
  const rows = useHeader ? grid.slice(1) : grid;
  for (const name of Object.keys(options.types ?? {}))
    if (!names.includes(name)) throw unknownColumn(name, names, file);
  const columns = names.map((name, j) =>
    excelColumn(
      name,
      rows.map((row) => row[j] ?? null),
      options.types?.[name],
      notes,
    ),
  );
  return new Table<Row>(frame(columns, rows.length), notes);
}

type Xlsx = typeof import("@e965/xlsx");
type ExcelCell = string | number | boolean | Date | null | undefined;

function readGrid(
  xlsx: Xlsx,
  bytes: Uint8Array,
  file: string,
  options: ReadExcelOptions,
): ExcelCell[][] {
  // Anything that is no workbook would be read as CSV by the library: look at the first bytes.
  const zip = bytes[0] === 0x50 && bytes[1] === 0x4b;
  const compound = bytes[0] === 0xd0 && bytes[1] === 0xcf;
  if (!zip && !compound) throw badFormat(file, "bytes of another format");
  let book: ReturnType<Xlsx["read"]>;
  try {
    book = xlsx.read(bytes, { type: "array", cellDates: true, dense: true, UTC: true });
  } catch (error) {
    throw badFormat(file, error instanceof Error ? error.message : String(error), error);
  }
  const { sheet = 0 } = options;
  const name = typeof sheet === "number" ? book.SheetNames[sheet] : sheet;
  if (name === undefined || !book.SheetNames.includes(name))
    throw unknownSheet(sheet, book.SheetNames, file);
  return xlsx.utils.sheet_to_json<ExcelCell[]>(book.Sheets[name], {
    header: 1,
    raw: true,
    defval: null,
    blankrows: false,
    UTC: true,
    range: options.range,
  });
}

/** A column of one kind of cells keeps it; a mixture becomes text, and a note says so. */
function excelColumn(
  name: string,
  cells: readonly ExcelCell[],
  stated: ColumnType | undefined,
  notes: string[],
): Column {
  const values = cells.map((cell) => (cell === "" ? null : cell));
  if (stated !== undefined && stated !== "text") return makeColumn(name, values, stated);
  const kinds = new Set(
    values
      .filter((value) => value !== null && value !== undefined)
      .map((v) => (v instanceof Date ? "date" : typeof v)),
  );
  if (kinds.size > 1 && stated === undefined)
    notes.push(`Column "${name}" is text: its cells are ${[...kinds].join(" and ")}.`);
  if (kinds.size <= 1 && stated === undefined) return makeColumn(name, values);
  return makeColumn(
    name,
    values.map((value) => {
      if (value === null || value === undefined) return null;
      return value instanceof Date ? value.toISOString() : String(value as Value);
    }),
    "text",
  );
}

function badFormat(file: string, got: string, cause?: unknown): AnalysisError {
  return new AnalysisError("HF_EXCEL_FORMAT", {
    what: "the file is not a readable workbook",
    file,
    got,
    expected: "an .xlsx, .xls, .xlsb or .ods file without a password",
    action: "Open it in a spreadsheet program and save it as .xlsx, or export it as CSV.",
    cause,
  });
}

function unknownSheet(
  sheet: string | number,
  names: readonly string[],
  file: string,
): AnalysisError {
  const near = typeof sheet === "string" ? nearestName(sheet, names) : undefined;
  return new AnalysisError("HF_EXCEL_UNKNOWN_SHEET", {
    what: "the workbook has no such sheet",
    file,
    got: JSON.stringify(sheet),
    expected: names.map((name) => JSON.stringify(name)).join(", "),
    action: near === undefined ? undefined : `Did you mean "${near}"?`,
  });
}

function unknownColumn(name: string, names: readonly string[], file: string): AnalysisError {
  const near = nearestName(name, names);
  return new AnalysisError("HF_TABLE_UNKNOWN_COLUMN", {
    what: "the sheet has no such column",
    file,
    column: name,
    expected: near === undefined ? `one of ${names.join(", ")}` : `"${near}"`,
  });
}
