import { ownValue } from "../adapters/records.ts";
import { AnalysisError } from "../base/errors.ts";
import { nearestName } from "../base/nearest-name.ts";
import * as rule from "../base/option-rules.ts";
import { callOptions } from "../base/option-table.ts";
import type { Column, ColumnType } from "../columns/column.ts";
import { shortName, uniqueNames } from "../columns/column-names.ts";
import { frame } from "../columns/frame.ts";
import type { AnyRow } from "../table/row-types.ts";
import { Table } from "../table/table.ts";
import { checkContent } from "./content.ts";
import { openSheet } from "./excel-book.ts";
import { excelColumn } from "./excel-column.ts";
import { type Grid, type GridCell, parseRange, readGrid, tooSparse } from "./excel-grid.ts";
import { inTurns } from "./in-turns.ts";
import { dateText } from "./loose-column.ts";
import { readSource, type Source } from "./source.ts";

/** Options of `readExcel`. */
export interface ReadExcelOptions {
  /** Name of the sheet, or its number from 0; default the first. */
  readonly sheet?: string | number;
  /** Cells to read, such as "B3:F200", "B:F" or "3:200"; default all that are used. */
  readonly range?: string;
  /** true (default): the first row names the columns; false: column_1, column_2, … */
  readonly header?: boolean;
  /** Rows of the sheet (or of the range) to leave out before the header, default 0. */
  readonly skipRows?: number;
  /** States the type of single columns. */
  readonly types?: Readonly<Record<string, ColumnType>>;
  /** Texts that mean missing, in every column. Default: empty cells, and NA, N/A and the like among numbers, dates and truth values. */
  readonly missing?: readonly string[];
  /** true: every cell of a merged area has its value; default: the first one has it, the others are missing. */
  readonly fillMerged?: boolean;
  readonly signal?: AbortSignal;
}

const MAX_CELLS = 50_000_000;

const readExcelOptions = callOptions<ReadExcelOptions>(
  "readExcel",
  {
    sheet: rule.by(
      0,
      rule.either(rule.text, {
        expected: "the number of a sheet from 0",
        accepts: (value) => typeof value === "number",
      }),
    ),
    range: rule.text,
    header: rule.by(true, rule.flag),
    skipRows: rule.by(0, rule.integer(0)),
    types: rule.columnTypes,
    missing: rule.texts,
    fillMerged: rule.by(false, rule.flag),
    signal: rule.signal,
  },
  {
    bare: { text: "sheet", number: "sheet" },
    habits: {
      usecols: ["range"],
      columns: ["range"],
      nrows: ["range"],
      names: "Rename the columns of the table: table.rename({ column_1: … }).",
    },
  },
);

/** Reads a workbook; `readExcel` of the barrel loads this on first use. */
export async function readExcelFile<Row extends object = AnyRow>(
  source: Source,
  given: ReadExcelOptions,
): Promise<Table<Row>> {
  const options = readExcelOptions.read(given);
  const { bytes, file } = await readSource(source, { signal: options.signal });
  if (bytes.length === 0)
    throw new AnalysisError("HF_READ_EMPTY_FILE", {
      what: "cannot read the workbook",
      file,
      got: "an empty file",
    });
  checkContent(bytes, file, "excel");
  const range = options.range === undefined ? undefined : parseRange(options.range);
  const opened = await openSheet(bytes, file, options.sheet ?? 0, options.signal);
  const first = (range?.s.r ?? 0) + (options.skipRows ?? 0);
  const part =
    first === 0
      ? range
      : { s: { r: first, c: range?.s.c ?? 0 }, e: range?.e ?? { r: 1_048_575, c: 16_383 } };
  const grid = await inTurns(
    readGrid(opened, part, options.fillMerged ?? false, file),
    options.signal,
  );
  if (grid.rows.length === 0)
    throw new AnalysisError("HF_READ_EMPTY_FILE", {
      what: options.range === undefined ? "the sheet is empty" : "the cells are empty",
      file,
      action: "Name another sheet or range.",
    });
  if (grid.rows.length * grid.width > MAX_CELLS)
    throw tooSparse(file, grid.rows.length, grid.width);
  return inTurns(tableSteps<Row>(grid, file, options), options.signal);
}

function* tableSteps<Row extends object>(
  grid: Grid,
  file: string,
  options: ReadExcelOptions,
): Generator<number, Table<Row>> {
  const useHeader = options.header ?? true;
  const heads = useHeader ? grid.rows[0].cells : [];
  const given = Array.from({ length: grid.width }, (_, j) =>
    useHeader ? headText(heads[j]) : `column_${j + 1}`,
  );
  const { names, notes } = uniqueNames(given);
  const rows = useHeader ? grid.rows.slice(1) : grid.rows;
  for (const name of Object.keys(options.types ?? {}))
    if (!names.includes(name)) throw unknownColumn(name, names, file);
  notes.unshift(...sheetNotes(grid, rows, useHeader));
  const columns: Column[] = [];
  for (let j = 0; j < names.length; j++) {
    const cells = rows.map(({ cells }) => cells[j]);
    const stated = ownValue(options.types ?? {}, names[j]);
    const { missing } = options;
    const place = (i: number) => `row ${rows[i].row}`;
    columns.push(excelColumn(names[j], cells, { stated, missing, isoDates: false, place }, notes));
    yield j / names.length;
  }
  return new Table<Row>(frame(columns, rows.length), notes);
}

function headText(cell: GridCell | undefined): string {
  if (cell === undefined) return "";
  if (cell instanceof Date) return dateText(cell);
  if (typeof cell !== "object") return String(cell);
  return "clock" in cell ? cell.clock : cell.text;
}

function sheetNotes(grid: Grid, rows: Grid["rows"], useHeader: boolean): string[] {
  const notes: string[] = [];
  const [head, next] = grid.rows;
  const filled = (cells: readonly (GridCell | undefined)[]) =>
    cells.reduce((count: number, cell) => count + (cell === undefined ? 0 : 1), 0);
  if (
    useHeader &&
    next !== undefined &&
    filled(head.cells) * 2 < Math.min(grid.width, filled(next.cells))
  )
    notes.push(
      `Row ${head.row} looks like a title above the header: when row ${next.row} holds the names pass skipRows: ${next.row - 1}.`,
    );
  let blank = 0;
  let firstBlank = 0;
  for (let i = 1; i < grid.rows.length; i++) {
    const gap = grid.rows[i].row - grid.rows[i - 1].row - 1;
    if (gap > 0 && blank === 0) firstBlank = grid.rows[i - 1].row + 1;
    blank += gap;
  }
  if (blank > 0)
    notes.push(
      `${blank} empty ${blank === 1 ? "row was" : "rows were"} left out, the first is row ${firstBlank} of the sheet.`,
    );
  if (grid.merged > 0)
    notes.push(
      `${grid.merged} merged ${grid.merged === 1 ? "area has its value" : "areas have their values"} in the first cell, the other cells are missing: pass fillMerged: true to repeat it.`,
    );
  if (rows.length === 0) notes.push("The sheet holds a header and no rows.");
  return notes;
}

function unknownColumn(name: string, names: readonly string[], file: string): AnalysisError {
  const near = nearestName(name, names);
  return new AnalysisError("HF_TABLE_UNKNOWN_COLUMN", {
    what: "the sheet has no such column",
    file,
    column: shortName(name),
    expected: near === undefined ? `one of ${names.slice(0, 20).join(", ")}` : `"${near}"`,
  });
}
