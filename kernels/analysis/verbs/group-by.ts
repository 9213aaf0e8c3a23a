import { requireOptions, said } from "../base/arguments.ts";
import type { Column } from "../columns/column.ts";
import { type Frame, findColumn, findColumns, frame } from "../columns/frame.ts";
import { gather } from "../columns/gather.ts";
import { combinedKeys } from "../columns/keys.ts";
import { type Aggregate, aggregateColumn, Groups, sizes } from "./aggregate.ts";
import { checkNames } from "./select.ts";
import { sortedRows } from "./sort.ts";

/** One new column of a group-by: "size" counts rows; else the column and what to do with it. */
export type Aggregation<Name extends string = string> = "size" | readonly [Name, Aggregate];

/** The groups of a table: one row of keys per group, and which group each row is in. */
export interface Grouping {
  readonly keys: Frame;
  readonly groups: Groups;
}

/**
 * Divides rows into groups of equal keys. Groups are in rising order of the keys; a missing key is a value of its own, last.
 */
export function groupRows(from: Frame, names: readonly string[]): Grouping {
  const columns = findColumns(from, names);
  if (columns.length === 0) {
    // One group of all rows, also when there are none.
    return { keys: frame([], 1), groups: new Groups(new Int32Array(from.length), 1) };
  }
  const found = combinedKeys(columns, from.length);
  const keys = frame(columns.map((column) => gather(column, found.firstRow)));
  const order = sortedRows(keys, names);
  const place = new Int32Array(found.count);
  for (let k = 0; k < order.length; k++) place[order[k]] = k;
  const codes = new Int32Array(from.length);
  for (let i = 0; i < codes.length; i++) codes[i] = place[found.codes[i]];
  return {
    keys: frame(
      keys.columns.map((column) => gather(column, order)),
      found.count,
    ),
    groups: new Groups(codes, found.count),
  };
}

/** Makes one row per group: its keys, then the aggregations in the order given. */
export function aggregate(
  from: Frame,
  names: readonly string[],
  aggregations: Readonly<Record<string, Aggregation>>,
): Frame {
  requireOptions(aggregations, "aggregate");
  const { keys, groups } = groupRows(from, names);
  const columns = Object.entries(aggregations).map(([name, how]) =>
    how === "size"
      ? sizes(name, groups)
      : aggregateColumn(name, columnOf(from, how), groups, how[1]),
  );
  return frame(checkNames([...keys.columns, ...columns]), groups.count);
}

function columnOf(from: Frame, how: readonly [string, Aggregate]): Column {
  if (Array.isArray(how) && typeof how[0] === "string") return findColumn(from, how[0]);
  throw new TypeError(
    `aggregate needs "size" or [column, how] such as ["price", "sum"] for each new column, got ${said(how)}.`,
  );
}
