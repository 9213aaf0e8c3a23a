import type { ColumnType } from "../columns/column.ts";

/**
 * Shows one value as text: numbers with up to 6 significant decimals (integers in full), dates as ISO days or seconds in UTC,
 * missing values as an empty text.
 */
export function cellText(value: unknown, type: ColumnType): string {
  if (value === null || value === undefined) return "";
  if (value instanceof Date) {
    const text = value.toISOString();
    return text.endsWith("T00:00:00.000Z")
      ? text.slice(0, 10)
      : text.replace("T", " ").replace(/\.?0*Z$/, "");
  }
  if (typeof value !== "number") return String(value);
  if (type === "int32" || Number.isInteger(value)) return String(value);
  return String(Number(value.toPrecision(7)));
}
