import { requireName } from "../base/arguments.ts";
import { callOptions } from "../base/option-table.ts";
import { makeColumn } from "../columns/build.ts";
import { type Frame, findColumn, frame } from "../columns/frame.ts";
import { gather } from "../columns/gather.ts";
import { keysOf } from "../columns/keys.ts";
import { sortedRows } from "./sort.ts";

const valueCountsOptions = callOptions<object>(
  "valueCounts",
  {},
  {
    habits: {
      normalize: 'The shares are there: the column "share".',
      sort: "The most frequent value is the first; sort the result for another order.",
      ascending: 'Sort the result: .sort("count").',
      dropna: "Missing values are not counted: table.column(name).missing is their number.",
      bins: "Derive a column of bins first, and count that.",
    },
  },
);

/** Counts each present value of a column: columns value (under the column's own name), count and share, most frequent first. */
export function valueCounts(from: Frame, name: string, options: object = {}): Frame {
  requireName(name, "valueCounts");
  valueCountsOptions.read(options);
  const column = findColumn(from, name);
  const keys = keysOf(column);
  const counts = new Int32Array(keys.count);
  let present = 0;
  for (const code of keys.codes) {
    if (code < 0) continue;
    counts[code]++;
    present++;
  }
  const share = Float64Array.from(counts, (count) => count / present);
  const [countName, shareName] = ["count", "share"].map((word) =>
    word === name ? `${word}_` : word,
  );
  const all = frame([
    gather(column, keys.firstRow),
    makeColumn(countName, counts),
    makeColumn(shareName, share),
  ]);
  const rows = sortedRows(all, [{ column: countName, descending: true }, name]);
  return frame(all.columns.map((part) => gather(part, rows)));
}

/** Counts the distinct present values of a column (pandas' nunique). */
export function nunique(from: Frame, name: string): number {
  return keysOf(findColumn(from, name)).count;
}
