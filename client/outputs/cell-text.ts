/** What of a column decides how its values are written. */
interface ValueFormat {
  readonly time: "day" | "second" | undefined;
  readonly digits: number;
}

/** What of a long value stands in its cell. */
const MAX_TEXT = 1_000;

/** The text of one value in its column. */
export function shownValue(value: unknown, column: ValueFormat): string {
  if (value === null || value === undefined) return "–";
  if (typeof value === "number" && column.time) return timeText(value, column.time);
  if (typeof value === "number") return numberText(value, column.digits);
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
}

function numberText(value: number, digits: number): string {
  if (!Number.isFinite(value)) return String(value);
  const isExtreme = value !== 0 && (Math.abs(value) >= 1e15 || Math.abs(value) < 1e-6);
  return (isExtreme ? value.toPrecision(4) : value.toFixed(digits)).replace(/^-/, "−");
}

/** A moment in UTC, without what is always zero. */
export function timeText(ms: number, precision: "day" | "second"): string {
  const date = new Date(ms);
  if (Number.isNaN(date.getTime())) return String(ms);
  const text = date.toISOString();
  return precision === "day" ? text.slice(0, 10) : text.slice(0, 19).replace("T", " ");
}
