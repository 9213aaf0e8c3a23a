import type { Column } from "../columns/column.ts";
import type { Frame } from "../columns/frame.ts";
import { cellText } from "./cell-text.ts";

const ROWS = 10;

/** Renders the head of a table as HTML for clients that do not know our own format; every text is escaped. */
export function tableHtml(from: Frame, notes: readonly string[]): string {
  const shown = Math.min(from.length, ROWS);
  const head = from.columns
    .map((column) => `<th>${escapeHtml(column.name)}<br><small>${headNote(column)}</small></th>`)
    .join("");
  const body = Array.from({ length: shown }, (_, i) => {
    const cells = from.columns.map((column) => cell(column, i)).join("");
    return `<tr><th>${i}</th>${cells}</tr>`;
  }).join("");
  const remarks = notes.map((note) => `<p>${escapeHtml(note)}</p>`).join("");
  return (
    `<table><thead><tr><th></th>${head}</tr></thead><tbody>${body}</tbody></table>` +
    `<p>${shapeText(from, shown)}</p>${remarks}`
  );
}

function headNote(column: Column): string {
  return column.missing > 0 ? `${column.type}, ${column.missing} missing` : column.type;
}

function cell(column: Column, i: number): string {
  if (column.isMissing(i)) return "<td><i>missing</i></td>";
  const align = column.isNumeric && column.type !== "bool" ? ' style="text-align:right"' : "";
  return `<td${align}>${escapeHtml(cellText(column.at(i), column.type))}</td>`;
}

/** Says how large a table is and how much of it is shown. */
export function shapeText(from: Frame, shown: number): string {
  const size = `${from.length} ${from.length === 1 ? "row" : "rows"} × ${from.columns.length} columns`;
  return shown < from.length ? `${size}, first ${shown} shown` : size;
}

/** Escapes the five characters that HTML gives a meaning. */
function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}
