import { requireOptions, said, wrongArgument } from "../base/arguments.ts";
import { nearestWord } from "../base/option-table.ts";
import { makeColumn } from "../columns/build.ts";
import type { Column } from "../columns/column.ts";
import { type Frame, findColumn, findColumns, frame } from "../columns/frame.ts";
import { gather } from "../columns/gather.ts";
import { combinedKeys } from "../columns/keys.ts";
import { aggregateColumn, Groups, sizes } from "./aggregate.ts";
import { type Aggregate, aggregateRule } from "./aggregate-rule.ts";
import { type DeriveBy, derive } from "./derive.ts";
import { takeRows } from "./filter.ts";
import { checkNames } from "./select.ts";
import { sortedRows } from "./sort.ts";

/**
 * One new column of a group-by: "size" counts rows; else the column and what to do with it; a name alone for the column of the same name
 * (`{ price: "mean" }`); or a function of the rows of a group.
 */
export type Aggregation<Name extends string = string, Group = Frame> =
  | "size"
  | Exclude<Aggregate, object>
  | readonly [Name, Aggregate]
  | ((group: Group) => unknown);

/** What rows are grouped by: names of columns, functions of the row (their key is named "key"), or new keys by name. */
export type GroupKey<Row = never> =
  | string
  | ((row: Row, i: number) => unknown)
  | Readonly<Record<string, (row: Row, i: number) => unknown>>;

/** The groups of a table: one row of keys per group, and which group each row is in. */
export interface Grouping {
  readonly keys: Frame;
  readonly groups: Groups;
}

/**
 * Divides rows into groups of equal keys. Groups are in rising order of the keys; a missing key is a value of its own, last.
 */
export function groupRows(from: Frame, names: readonly string[]): Grouping {
  return groupByColumns(from, findColumns(from, names));
}

/** Makes the columns of keys: those of the table, and those that functions give. */
export function keyColumns(from: Frame, keys: readonly GroupKey[]): readonly Column[] {
  const columns = keys.flatMap((key): Column[] => {
    if (typeof key === "string") return [findColumn(from, key)];
    if (typeof key === "function") return [madeColumn(from, freeName(from), key)];
    if (typeof key === "object" && key !== null && !Array.isArray(key)) {
      const made = Object.entries(key as Record<string, unknown>);
      if (made.length > 0 && made.every(([, by]) => typeof by === "function"))
        return made.map(([name, by]) => madeColumn(from, name, by as DeriveBy));
    }
    throw wrongArgument("groupBy needs names of columns, or functions of the row", {
      got: said(key),
      expected: 'names such as "city", a function, or { name: function }',
      action: 'Write groupBy("city") or groupBy({ year: (row) => row.date.getFullYear() }).',
    });
  });
  return checkNames(columns);
}

function madeColumn(from: Frame, name: string, by: DeriveBy): Column {
  return findColumn(derive(from, { [name]: by }), name);
}

function freeName(from: Frame): string {
  let name = "key";
  while (from.columns.some((column) => column.name === name)) name += "_";
  return name;
}

/** Divides rows into groups by columns of keys, which need not be the table's own; see `groupRows`. */
export function groupByColumns(from: Frame, columns: readonly Column[]): Grouping {
  const names = columns.map((column) => column.name);
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
  keyed: readonly Column[],
  aggregations: Readonly<Record<string, Aggregation>>,
): Frame {
  requireOptions(aggregations, "aggregate");
  const { keys, groups } = groupByColumns(from, keyed);
  const columns = Object.entries(aggregations).map(([name, how]) => {
    if (how === "size") return sizes(name, groups);
    if (typeof how === "function") return ofRows(name, from, groups, how);
    const [column, way] = readAggregation(from, name, how);
    return aggregateColumn(name, findColumn(from, column), groups, way);
  });
  return frame(checkNames([...keys.columns, ...columns]), groups.count);
}

function ofRows(name: string, from: Frame, groups: Groups, how: (group: Frame) => unknown): Column {
  return makeColumn(
    name,
    Array.from({ length: groups.count }, (_, g) => {
      const rows = groups.rows.subarray(groups.starts[g], groups.starts[g + 1]);
      return how(takeRows(from, rows)) ?? null;
    }),
  );
}

/** The column and the way of an aggregation, however it is written. */
function readAggregation(from: Frame, name: string, how: unknown): readonly [string, Aggregate] {
  const known = (column: unknown) => from.columns.some((one) => one.name === column);
  if (Array.isArray(how) && how.length === 2 && typeof how[0] === "string") {
    if (aggregateRule.accepts(how[1]) && !(aggregateRule.accepts(how[0]) && !known(how[0])))
      return how as unknown as [string, Aggregate];
    if (!aggregateRule.accepts(how[0]) || known(how[0])) throw wrongWay(how[0], how[1]);
  }
  // As pandas has it: the name is the column.
  if (typeof how === "string" && known(name)) {
    if (!aggregateRule.accepts(how)) throw wrongWay(name, how);
    return [name, how as Aggregate];
  }
  const isCount =
    typeof how === "string" && /^(?:count|n|size|length|nrow)(?:\(\*?\))?$/i.test(how);
  const list = Array.isArray(how) && how.length > 0 && known(name) ? how : undefined;
  const each = list?.map(
    (way) => `${name}_${way}: [${JSON.stringify(name)}, ${JSON.stringify(way)}]`,
  );
  throw wrongArgument("aggregate needs a column and a way for each new column", {
    got: `${said(how)} for ${JSON.stringify(name)}`,
    expected:
      '"size", [column, way], a way for the column of that name, or a function of the group',
    action: isCount
      ? `Write ${name}: "size" for the number of rows.`
      : each !== undefined
        ? `Write ${each.join(", ")}.`
        : `Write ${name}: ["column", "sum"].`,
  });
}

function wrongWay(column: string, way: unknown) {
  const near = nearestWord(way, aggregateRule);
  return wrongArgument("aggregate does not know the way", {
    got: `${said(way)} for ${JSON.stringify(column)}`,
    expected: aggregateRule.expected,
    action:
      near === undefined
        ? `Write [${JSON.stringify(column)}, "sum"].`
        : `Write [${JSON.stringify(column)}, ${JSON.stringify(near)}].`,
  });
}
