import type { Column } from "../columns/column.ts";
import { keysOf } from "../columns/keys.ts";

/** The small histogram of a column header. */
export type ColumnHistogram =
  | {
      /** Equal-width bins of a numeric or date column. */
      readonly kind: "numbers";
      readonly min: number;
      readonly max: number;
      readonly counts: readonly number[];
    }
  | {
      /** The most frequent values of a text or bool column. */
      readonly kind: "values";
      readonly values: readonly { readonly value: string; readonly count: number }[];
      /** Present rows with other values. */
      readonly other: number;
      readonly distinct: number;
    }
  | { readonly kind: "empty" };

const BINS = 12;
const VALUES = 3;

/** Counts the present, finite values of a column in 12 bins, or its 3 most frequent values. */
export function columnHistogram(column: Column): ColumnHistogram {
  if (column.missing === column.length) return { kind: "empty" };
  return column.isNumeric && column.type !== "bool" ? numbers(column) : values(column);
}

function numbers(column: Column): ColumnHistogram {
  const all = column.numbers();
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < all.length; i++) {
    const x = all[i];
    if (!Number.isFinite(x)) continue;
    if (x < min) min = x;
    if (x > max) max = x;
  }
  if (max < min) return { kind: "empty" };
  const counts = Array<number>(max > min ? BINS : 1).fill(0);
  // Halves keep the width finite for values near the largest double.
  const width = (max / 2 - min / 2) / counts.length;
  for (let i = 0; i < all.length; i++) {
    const x = all[i];
    if (!Number.isFinite(x)) continue;
    const bin = width > 0 ? Math.floor((x / 2 - min / 2) / width) : 0;
    counts[Math.min(counts.length - 1, bin)]++;
  }
  return { kind: "numbers", min, max, counts };
}

function values(column: Column): ColumnHistogram {
  const keys = keysOf(column);
  const counts = new Int32Array(keys.count);
  for (const code of keys.codes) if (code >= 0) counts[code]++;
  const order = Array.from(counts.keys());
  order.sort((a, b) => counts[b] - counts[a] || a - b);
  const top = order.slice(0, VALUES).map((code) => ({
    value: String(column.at(keys.firstRow[code])),
    count: counts[code],
  }));
  const shown = top.reduce((total, { count }) => total + count, 0);
  return {
    kind: "values",
    values: top,
    other: column.length - column.missing - shown,
    distinct: keys.count,
  };
}
