import { isObject } from "../../kernels/protocol/index.ts";

const MAX_TIP = 2_000;

/** The words that a mark tells of itself, as Vega writes them. */
export function tipText(value: unknown): string {
  return fullText(value).slice(0, MAX_TIP);
}

function fullText(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return listText(value);
  if (!isObject(value) || value instanceof Date) return String(value);
  return Object.keys(value)
    .map((key) => {
      const part = value[key];
      return `${key}: ${Array.isArray(part) ? listText(part) : partText(part)}`;
    })
    .join("\n");
}

function listText(values: readonly unknown[]): string {
  return `[${values.map(partText).join(", ")}]`;
}

function partText(value: unknown): string {
  if (Array.isArray(value)) return "[…]";
  return isObject(value) && !(value instanceof Date) ? "{…}" : String(value);
}
