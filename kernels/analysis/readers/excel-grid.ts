import type { CellObject, Range } from "@e965/xlsx";
import { said, wrongArgument } from "../base/arguments.ts";
import { AnalysisError } from "../base/errors.ts";
import { count } from "../base/words.ts";
import { type OpenedSheet, outside } from "./excel-book.ts";
import { clockText, dateOfSerial, kindOfFormat } from "./excel-time.ts";

/** A cell that stands for no value of its own. */
export type NoValue = "error" | "formula";

/** One cell as it is read; `clock`: a time of day or an elapsed time, as text. */
export type GridCell =
  | string
  | number
  | boolean
  | bigint
  | Date
  | { readonly clock: string }
  | { readonly none: NoValue; readonly text: string };

/** The rows of a sheet that hold something. */
export interface Grid {
  /** Cells by column; `row` is the number in the sheet, from 1. */
  readonly rows: readonly {
    readonly row: number;
    readonly cells: readonly (GridCell | undefined)[];
  }[];
  readonly width: number;
  readonly merged: number;
}

const MAX_ROWS = 1_048_576;
const MAX_COLUMNS = 16_384;

const ERRORS: Readonly<Record<number, string>> = {
  0: "#NULL!",
  7: "#DIV/0!",
  15: "#VALUE!",
  23: "#REF!",
  29: "#NAME?",
  36: "#NUM!",
  42: "#N/A",
  43: "#GETTING_DATA",
};

/**
 * Reads the cells of a sheet by what is there, not by the size that it states.
 *
 * @param range the part to read; undefined: all of it
 * @throws HF_EXCEL_FORMAT for a cell outside of every sheet
 */
export function* readGrid(
  opened: OpenedSheet,
  range: Range | undefined,
  fillMerged: boolean,
  file: string,
): Generator<number, Grid> {
  const data = (opened.sheet["!data"] ?? []) as (CellObject | undefined)[][];
  const merges = (opened.sheet["!merges"] ?? []).filter(({ s, e }) => s.r !== e.r || s.c !== e.c);
  if (data.length > MAX_ROWS) throw outside(file, `row ${data.length}`);
  const from = range?.s ?? { r: 0, c: 0 };
  const to = range?.e ?? { r: MAX_ROWS - 1, c: MAX_COLUMNS - 1 };
  const byRow = new Map<number, (GridCell | undefined)[]>();
  let width = 0;
  for (let r = from.r; r <= Math.min(to.r, data.length - 1); r++) {
    const line = data[r];
    if (line === undefined) continue;
    if (line.length > MAX_COLUMNS) throw outside(file, `column ${line.length}`);
    const cells: (GridCell | undefined)[] = [];
    for (let c = from.c; c <= Math.min(to.c, line.length - 1); c++) {
      const cell = line[c];
      const value = cell === undefined ? undefined : readCell(cell, addressOf(r, c), opened);
      if (value === undefined) continue;
      cells[c - from.c] = value;
      width = Math.max(width, c - from.c + 1);
    }
    if (cells.length > 0) byRow.set(r, cells);
    if (r % 1024 === 0) yield r / data.length;
  }
  if (fillMerged) width = Math.max(width, fill(merges, byRow, from, to));
  const rows = [...byRow].sort(([a], [b]) => a - b).map(([r, cells]) => ({ row: r + 1, cells }));
  return { rows, width, merged: fillMerged ? 0 : merges.length };
}

function readCell(cell: CellObject, address: string, opened: OpenedSheet): GridCell | undefined {
  const { t: type, v: value } = cell;
  if (type === "e") return { none: "error", text: ERRORS[Number(value)] ?? "#ERROR!" };
  if (type === "z") return cell.f === undefined ? undefined : { none: "formula", text: "" };
  const text = opened.patches.texts.get(address);
  if (text !== undefined) return text;
  if (typeof value === "string") return value === "" ? undefined : value;
  if (typeof value !== "number") return value instanceof Date ? fromDate(value) : value;
  const kind = kindOfFormat(String(cell.z ?? "General"));
  if (kind === "number") return opened.patches.integers.get(address) ?? value;
  if (kind === "duration" || (kind === "time" && value >= 0 && value < 1))
    return { clock: clockText(value, kind) };
  const time = dateOfSerial(value, opened.from1904);
  return Number.isNaN(time) ? { none: "error", text: "a date out of range" } : new Date(time);
}

function fromDate(value: Date): Date | undefined {
  return Number.isNaN(value.getTime()) ? undefined : value;
}

function fill(
  merges: readonly Range[],
  byRow: Map<number, (GridCell | undefined)[]>,
  from: { r: number; c: number },
  to: { r: number; c: number },
): number {
  let width = 0;
  let cells = 0;
  for (const { s, e } of merges) {
    const value = byRow.get(s.r)?.[s.c - from.c];
    if (value === undefined) continue;
    for (let r = Math.max(s.r, from.r); r <= Math.min(e.r, to.r); r++)
      for (let c = Math.max(s.c, from.c); c <= Math.min(e.c, to.c); c++) {
        if (++cells > 10_000_000) return width;
        const row = byRow.get(r) ?? [];
        row[c - from.c] = value;
        byRow.set(r, row);
        width = Math.max(width, c - from.c + 1);
      }
  }
  return width;
}

/** Column letters of base 26 without a zero, then the row from 1. */
function addressOf(r: number, c: number): string {
  let letters = "";
  for (let n = c + 1; n > 0; n = Math.floor((n - 1) / 26))
    letters = String.fromCharCode(65 + ((n - 1) % 26)) + letters;
  return `${letters}${r + 1}`;
}

/**
 * Reads a range such as "B3:F200", "B:F" or "3:200".
 *
 * @throws AnalysisError HF_EXCEL_FORMAT never; TypeError for text of another form
 */
export function parseRange(text: string): Range {
  const match =
    typeof text === "string"
      ? /^\$?([A-Z]{0,3})\$?(\d{0,7})(?::\$?([A-Z]{0,3})\$?(\d{0,7}))?$/i.exec(text.trim())
      : null;
  const [, c1 = "", r1 = "", c2 = c1, r2 = r1] = match ?? [];
  if (
    match === null ||
    (c1 === "" && r1 === "") ||
    (c1 === "") !== (c2 === "") ||
    (r1 === "") !== (r2 === "")
  )
    throw wrongArgument("readExcel cannot read the range", {
      got: said(text),
      expected: 'cells such as "B3:F200"',
      action: 'Write the first and the last cell, such as range: "B3:F200".',
    });
  const rows = [Number(r1 || 1) - 1, Number(r2 || MAX_ROWS) - 1].sort((a, b) => a - b);
  const columns = [columnOf(c1, 0), columnOf(c2, MAX_COLUMNS - 1)].sort((a, b) => a - b);
  return { s: { r: Math.max(0, rows[0]), c: columns[0] }, e: { r: rows[1], c: columns[1] } };
}

function columnOf(letters: string, otherwise: number): number {
  if (letters === "") return otherwise;
  let number = 0;
  for (const letter of letters.toUpperCase()) number = number * 26 + letter.charCodeAt(0) - 64;
  return number - 1;
}

/** The error of a sheet whose cells are too far from each other. */
export function tooSparse(file: string, rows: number, width: number): AnalysisError {
  return new AnalysisError("HF_READ_TOO_WIDE", {
    what: "the used cells of the sheet are too far from each other",
    file,
    got: `${rows} rows and ${count(width, "column")}`,
    expected: "at most 50,000,000 cells",
    action: 'Name the part to read, such as range: "A1:H5000".',
  });
}
