import { requireOptions, requireTable, said, wrongArgument } from "../base/arguments.ts";
import type { Column } from "../columns/column.ts";
import type { Frame } from "../columns/frame.ts";
import { type Aggregation, aggregate, type GroupKey, keyColumns } from "../verbs/group-by.ts";
import type { Name, ReducedCell } from "./row-types.ts";
import type { Table } from "./table.ts";

/** Rows grouped by keys. */
export class GroupBy<Row extends object, Keys extends Name<Row>> {
  readonly #table: Table<Row>;
  readonly #wrap: <R extends object>(frame: Frame) => Table<R>;
  readonly #keys: readonly Column[];

  /** @param wrap makes a table of a frame: the class itself lies above this one */
  constructor(
    table: Table<Row>,
    keys: readonly GroupKey<Readonly<Row>>[],
    wrap: <R extends object>(frame: Frame) => Table<R>,
  ) {
    requireTable(table, "new GroupBy");
    if (!Array.isArray(keys) || keys.length === 0)
      throw wrongArgument("groupBy needs something to group by", {
        got: said(keys),
        expected: 'names such as "city", a function, or { name: function }',
        action: "Use table.aggregate for one row of the whole table.",
      });
    this.#table = table;
    this.#wrap = wrap;
    this.#keys = keyColumns(table, keys);
  }

  /**
   * Makes one row per group, in rising order of the keys (a missing key is a group of its own, last): new name →
   * `[column, how]`, `"size"` for the number of rows, `how` alone for the column of that name, or a function of the group, a table.
   *
   * @example table.groupBy("city").aggregate({ orders: "size", revenue: ["price", "sum"], p90: ["price", { quantile: 0.9 }] })
   */
  aggregate<const A extends Record<string, Aggregation<Name<Row>, Table<Row>>>>(
    aggregations: A,
  ): Table<Pick<Row, Keys> & { [K in keyof A]: ReducedCell<Row, A[K]> }> {
    return this.#wrap(aggregate(this.#table, this.#keys, ofTables<Row>(aggregations, this.#wrap)));
  }

  /** Counts the rows of each group in a column "size". */
  size(): Table<Pick<Row, Keys> & { size: number }> {
    return this.#wrap(aggregate(this.#table, this.#keys, { size: "size" }));
  }
}

/** Functions of a group get a table. */
export function ofTables<Row extends object>(
  aggregations: unknown,
  wrap: (frame: Frame) => Table<Row>,
): Record<string, Aggregation> {
  requireOptions(aggregations, "aggregate");
  return Object.fromEntries(
    Object.entries(aggregations as Record<string, Aggregation<string, Table<Row>>>).map(
      ([name, how]) => [name, typeof how === "function" ? (group: Frame) => how(wrap(group)) : how],
    ),
  );
}
