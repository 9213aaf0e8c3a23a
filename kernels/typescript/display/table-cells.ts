import type { Json } from "../../protocol/index.ts";
import { plainText } from "./plain-text.ts";
import { isLight } from "./weight.ts";

/** A longer text of one cell is cut. */
const MAX_CELL = 10_000;
const WHOLE = { depth: 100, items: MAX_CELL, characters: MAX_CELL };

/** A value of a table's cell as JSON. */
export function cellJson(value: unknown): Json {
  if (value === null || value === undefined) return null;
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (typeof value === "boolean") return value;
  return cellText(value);
}

/** A value of a table's cell as text. */
export function cellText(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return cut(value);
  if (value instanceof Date)
    return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
  if (typeof value !== "object") return cut(String(value));
  if (!isLight(value, WHOLE, MAX_CELL)) return cut(plainText(value));
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return cut(plainText(value));
  }
}

function cut(text: string): string {
  if (text.length <= MAX_CELL) return text;
  return `${text.slice(0, MAX_CELL)}… ${(text.length - MAX_CELL).toLocaleString("en")} more characters`;
}
