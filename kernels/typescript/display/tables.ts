import type { Json, JsonObject, MimeBundle } from "../../protocol/index.ts";
import { rowsOf } from "./frames.ts";

const MAX_ROWS = 1_000;
const HTML_ROWS = 10;

/** The bundle of tabular data: an array of plain objects, or a table of another library. */
export function tableOf(value: object): MimeBundle | undefined {
  if (Array.isArray(value)) return isRecords(value) ? tableBundle(value, value.length) : undefined;
  const found = rowsOf(value, MAX_ROWS);
  return found && tableBundle(found.rows, found.total);
}

function isRecords(rows: readonly unknown[]): rows is Record<string, unknown>[] {
  return rows.length > 0 && rows.slice(0, 100).every(isPlainObject);
}

function isPlainObject(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Table data in the JSON form of the Data Resource standard, and HTML for clients that do not know it. */
function tableBundle(records: readonly Record<string, unknown>[], total: number): MimeBundle {
  const shown = records.slice(0, MAX_ROWS);
  const names = [...new Set(shown.flatMap((row) => Object.keys(row)))];
  const fields = names.map((name): JsonObject => ({ name, type: fieldType(shown, name) }));
  const data = shown.map((row) =>
    Object.fromEntries(names.map((name) => [name, cellJson(row[name])])),
  );
  return {
    "application/vnd.dataresource+json": { schema: { fields }, data, total },
    "text/html": html(names, shown.slice(0, HTML_ROWS), total),
    "text/plain": text(names, shown.slice(0, HTML_ROWS), total),
  };
}

function fieldType(rows: readonly Record<string, unknown>[], name: string): string {
  const kinds = new Set(
    rows
      .map((row) => row[name])
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
  if (value instanceof Date) return "datetime";
  return "any";
}

function cellJson(value: unknown): Json {
  if (value === null || value === undefined) return null;
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (typeof value === "string" || typeof value === "boolean") return value;
  if (value instanceof Date)
    return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
  return cellText(value);
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (value instanceof Date)
    return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
  if (typeof value !== "object") return String(value);
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return String(value);
  }
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
  total: number,
): string {
  const head = names.map((name) => `<th>${escapeHtml(name)}</th>`).join("");
  const body = rows.map(
    (row) =>
      `<tr>${names.map((name) => `<td>${escapeHtml(cellText(row[name]))}</td>`).join("")}</tr>`,
  );
  return `<table><thead><tr>${head}</tr></thead><tbody>${body.join("")}</tbody></table><p>${rows.length} of ${total} rows</p>`;
}

function text(
  names: readonly string[],
  rows: readonly Record<string, unknown>[],
  total: number,
): string {
  const cells = [names, ...rows.map((row) => names.map((name) => cellText(row[name])))];
  const widths = names.map((_, i) => Math.min(30, Math.max(...cells.map((row) => row[i]!.length))));
  const lines = cells.map((row) =>
    row
      .map((cell, i) => cell.slice(0, 30).padEnd(widths[i]!))
      .join("  ")
      .trimEnd(),
  );
  return [...lines, `${rows.length} of ${total} rows`].join("\n");
}
