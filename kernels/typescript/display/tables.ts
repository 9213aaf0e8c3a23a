import { types } from "node:util";
import type { JsonObject, MimeBundle } from "../../protocol/index.ts";
import { rowsOf } from "./frames.ts";
import { readCell } from "./read-cell.ts";
import { cellJson, tableCellText } from "./table-cells.ts";

const MAX_ROWS = 1_000;
const MAX_COLUMNS = 500;
/** Rows are shown up to so many characters in all. */
const MAX_CHARACTERS = 8_000_000;
const HTML_ROWS = 10;

/** The bundle of tabular data: an array of plain objects, or a table of another library. */
export function tableOf(value: object): MimeBundle | undefined {
  if (Array.isArray(value)) return isRecords(value) ? tableBundle(value, value.length) : undefined;
  const found = rowsOf(value, MAX_ROWS);
  return found && tableBundle(found.rows, found.total);
}

/** Every row that would be shown is looked at: one hole, `null` or number among them, and it is no table. */
function isRecords(rows: readonly unknown[]): rows is Record<string, unknown>[] {
  const count = Math.min(rows.length, MAX_ROWS);
  for (let i = 0; i < count; i++) if (!isPlainObject(rows[i])) return false;
  return count > 0;
}

function isPlainObject(value: unknown): boolean {
  if (typeof value !== "object" || value === null || types.isProxy(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Table data in the JSON form of the Data Resource standard, and HTML for clients that do not know it. */
function tableBundle(records: readonly Record<string, unknown>[], total: number): MimeBundle {
  const some = records.slice(0, MAX_ROWS);
  const names = columnNames(some);
  const data = rowsJson(some, names);
  const shown = some.slice(0, data.length);
  const fields = names.map((name): JsonObject => ({ name, type: fieldType(shown, name) }));
  const rows = Math.min(HTML_ROWS, shown.length);
  const note = `${rows} of ${total} rows${names.length === MAX_COLUMNS ? `, the first ${MAX_COLUMNS} columns` : ""}`;
  return {
    "application/vnd.dataresource+json": { schema: { fields }, data, total },
    "text/html": html(names, shown.slice(0, HTML_ROWS), note),
    "text/plain": text(names, shown.slice(0, HTML_ROWS), note),
  };
}

/** The names of the columns in the order in which rows have them, at most so many as are shown. */
function columnNames(rows: readonly Record<string, unknown>[]): string[] {
  const names = new Set<string>();
  for (const row of rows) {
    for (const name of Object.keys(row)) {
      names.add(name);
      if (names.size === MAX_COLUMNS) return [...names];
    }
  }
  return [...names];
}

/** The first rows, at least one, as long as their cells are not too much together. */
function rowsJson(
  rows: readonly Record<string, unknown>[],
  names: readonly string[],
): JsonObject[] {
  const data: JsonObject[] = [];
  let characters = 0;
  for (const row of rows) {
    const cells = names.map((name) => [name, cellJson(readCell(row, name))] as const);
    for (const [name, value] of cells)
      characters += name.length + (typeof value === "string" ? value.length : 8);
    if (characters > MAX_CHARACTERS && data.length > 0) break;
    data.push(Object.fromEntries(cells));
  }
  return data;
}

function fieldType(rows: readonly Record<string, unknown>[], name: string): string {
  const kinds = new Set(
    rows
      .map((row) => readCell(row, name))
      .filter((v) => v !== null && v !== undefined)
      .map(kindOf),
  );
  return kinds.size === 1
    ? [...kinds][0]!
    : kinds.size === 0
      ? "any"
      : [...kinds].every((k) => k === "integer" || k === "number")
        ? "number"
        : "any";
}

function kindOf(value: unknown): string {
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  if (typeof value === "string" || typeof value === "boolean") return typeof value;
  if (types.isDate(value)) return "datetime";
  return "any";
}

function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

function html(
  names: readonly string[],
  rows: readonly Record<string, unknown>[],
  note: string,
): string {
  const head = names.map((name) => `<th>${escapeHtml(name)}</th>`).join("");
  const body = rows.map(
    (row) =>
      `<tr>${names.map((name) => `<td>${escapeHtml(tableCellText(readCell(row, name)))}</td>`).join("")}</tr>`,
  );
  return `<table><thead><tr>${head}</tr></thead><tbody>${body.join("")}</tbody></table><p>${note}</p>`;
}

function text(
  names: readonly string[],
  rows: readonly Record<string, unknown>[],
  note: string,
): string {
  const cells = [
    names,
    ...rows.map((row) => names.map((name) => oneLine(tableCellText(readCell(row, name))))),
  ];
  const widths = names.map((_, i) => Math.min(30, Math.max(...cells.map((row) => row[i]!.length))));
  const lines = cells.map((row) =>
    row
      .map((cell, i) => cell.slice(0, 30).padEnd(widths[i]!))
      .join("  ")
      .trimEnd(),
  );
  return [...lines, note].join("\n");
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, " ");
}
