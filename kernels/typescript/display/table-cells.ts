import { types } from "node:util";
import type { Json } from "../../protocol/index.ts";
import { plainText } from "./plain-text.ts";
import { readError } from "./read-error.ts";
import { isLight } from "./weight.ts";

/** A longer text of one cell is cut. */
const MAX_CELL = 10_000;
const WHOLE = { depth: 100, items: MAX_CELL, characters: MAX_CELL };

/** A value of a table's cell as JSON. */
export function cellJson(value: unknown): Json {
  if (value === null || value === undefined) return null;
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (typeof value === "boolean") return value;
  return tableCellText(value);
}

/** A value of a table's cell as text: plain data as JSON, all else as consoles show it. */
export function tableCellText(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return cut(value);
  if (typeof value === "number" || typeof value === "boolean" || typeof value === "bigint")
    return String(value);
  if (typeof value === "symbol") return cut(String(value));
  if (types.isDate(value)) return dateText(value);
  if (types.isNativeError(value)) return cut(errorText(value));
  if (typeof value === "object" && isLight(value, WHOLE, MAX_CELL)) {
    const text = isJsonData(value, WHOLE.depth) ? JSON.stringify(value) : ownJsonText(value);
    if (text !== undefined) return cut(text);
  }
  return cut(plainText(value, ONE_LINE).replace(STACK_LINE, ""));
}

const ONE_LINE = { breakLength: Number.POSITIVE_INFINITY, compact: true };
/** A line of an error's stack, which has no room in a cell. */
const STACK_LINE = /\n\s+at .*?(?=(?: [\])}]+)*(?:\n|$))/g;
const timeOf = Date.prototype.getTime;
const isoText = Date.prototype.toISOString;

function dateText(value: Date): string {
  return Number.isNaN(timeOf.call(value)) ? "Invalid Date" : isoText.call(value);
}

function errorText(error: Error): string {
  const { name, message } = readError(error) ?? { name: "Error", message: "" };
  return message === "" ? name : `${name}: ${message}`;
}

/** Plain objects and arrays of what JSON can say: no getter, no class, nothing that JSON leaves out or changes. */
function isJsonData(value: unknown, depth: number): boolean {
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object") return typeof value === "string" || typeof value === "boolean";
  if (value === null) return true;
  if (depth === 0 || types.isProxy(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  const isArray = Array.isArray(value) && prototype === Array.prototype;
  if (!isArray && prototype !== Object.prototype && prototype !== null) return false;
  if (Object.getOwnPropertySymbols(value).length > 0) return false;
  const keys = Object.keys(value);
  if (isArray && keys.length !== value.length) return false;
  return keys.every((key) => {
    const property = Object.getOwnPropertyDescriptor(value, key)!;
    return "value" in property && isJsonData(property.value, depth - 1);
  });
}

/** What says of itself what it is in JSON as one text: a URL, a decimal number, a point in time. */
function ownJsonText(value: object): string | undefined {
  try {
    const { toJSON } = value as { toJSON?: unknown };
    const text: unknown = typeof toJSON === "function" ? toJSON.call(value) : undefined;
    return typeof text === "string" ? text : undefined;
  } catch {
    return undefined;
  }
}

function cut(text: string): string {
  if (text.length <= MAX_CELL) return text;
  return `${text.slice(0, MAX_CELL)}… ${(text.length - MAX_CELL).toLocaleString("en")} more characters`;
}
