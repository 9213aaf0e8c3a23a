import { isObject } from "../../kernels/protocol/index.ts";
import { timeText } from "./cell-text.ts";

/** A picture over a column has room for so many. */
const MAX_BARS = 100;
const MAX_WORD = 100;

/** The small picture over a column: how its values are spread, and the same in words. */
export interface Bars {
  readonly counts: readonly number[];
  readonly words: string;
}

/**
 * Reads the histogram of a column: bare counts, counts between two numbers, or the most frequent values.
 *
 * @param isTime the numbers are milliseconds since the epoch
 */
export function readBars(value: unknown, isTime: boolean): Bars | undefined {
  if (Array.isArray(value)) return barsOf(amounts(value), "");
  if (!isObject(value)) return undefined;
  if (Array.isArray(value.counts)) return barsOf(amounts(value.counts), range(value, isTime));
  if (!Array.isArray(value.values)) return undefined;
  const values = value.values
    .slice(0, MAX_BARS)
    .filter(isObject)
    .filter(({ count }) => isAmount(count));
  const other =
    isAmount(value.other) && value.other > 0 ? [{ value: "other", count: value.other }] : [];
  const all = [...values, ...other];
  return barsOf(
    all.map(({ count }) => Number(count)),
    all
      .map((entry) => `${wordOf(entry.value)} ${Number(entry.count).toLocaleString("en")}`)
      .join(", "),
  );
}

function amounts(values: readonly unknown[]): number[] {
  return values.slice(0, MAX_BARS).filter(isAmount);
}

function wordOf(value: unknown): string {
  return (typeof value === "string" ? value : (JSON.stringify(value) ?? "")).slice(0, MAX_WORD);
}

function barsOf(counts: readonly number[], words: string): Bars | undefined {
  return counts.length === 0 ? undefined : { counts, words };
}

function range({ min, max }: Record<string, unknown>, isTime: boolean): string {
  if (typeof min !== "number" || typeof max !== "number") return "";
  const text = (n: number): string =>
    isTime ? timeText(n, "day") : n.toLocaleString("en", { maximumSignificantDigits: 6 });
  return `${text(min)} to ${text(max)}`;
}

function isAmount(value: unknown): value is number {
  return typeof value === "number" && value >= 0;
}
