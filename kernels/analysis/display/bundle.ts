import type { Frame } from "../columns/frame.ts";
import { type ColumnHistogram, columnHistogram } from "./histogram.ts";
import { tableHtml } from "./html.ts";
import { tableText } from "./plain-text.ts";

/** MIME type of a table for our own client. */
export const TABLE_MIME = "application/vnd.holdfast.table.v1+json";

/** Rows that the first picture of a table holds. */
const DISPLAY_ROWS = 50;

/** Content of `application/vnd.holdfast.table.v1+json`. */
export interface TableDisplay {
  readonly columns: readonly {
    readonly name: string;
    readonly type: string;
    readonly missing: number;
    readonly histogram: ColumnHistogram;
  }[];
  /** The first rows; null is missing, dates are milliseconds UTC, numbers that JSON lacks are "NaN", "Infinity", "-Infinity". */
  readonly rows: readonly (readonly (string | number | boolean | null)[])[];
  readonly totalRows: number;
  /** Remarks of the reader that made the table. */
  readonly notes: readonly string[];
}

/** Shows a table in the three ways that notebook clients understand. */
export function tableBundle(from: Frame, notes: readonly string[]): Record<string, unknown> {
  return {
    [TABLE_MIME]: tableDisplay(from, notes),
    "text/html": tableHtml(from, notes),
    "text/plain": tableText(from),
  };
}

/** Makes the content for our own client; see `TableDisplay`. */
function tableDisplay(from: Frame, notes: readonly string[]): TableDisplay {
  const shown = Math.min(from.length, DISPLAY_ROWS);
  return {
    columns: from.columns.map((column) => ({
      name: column.name,
      type: column.type,
      missing: column.missing,
      histogram: columnHistogram(column),
    })),
    rows: Array.from({ length: shown }, (_, i) =>
      from.columns.map((column) => jsonCell(column.at(i))),
    ),
    totalRows: from.length,
    notes,
  };
}

function jsonCell(value: unknown): string | number | boolean | null {
  if (value instanceof Date) return value.getTime();
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  return value as string | boolean | null;
}
