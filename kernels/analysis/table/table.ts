import { type ArrowView, toArrowView } from "../adapters/arrow-export.ts";
import { fromForeign } from "../adapters/foreign.ts";
import { flatArguments, flatNames, requireTable } from "../base/arguments.ts";
import type { Matrix } from "../base/matrix.ts";
import type { Column, ColumnOf } from "../columns/column.ts";
import { type Frame, findColumn } from "../columns/frame.ts";
import { fromShared, type SharedTable, toShared } from "../columns/handover.ts";
import { rowAt, rowReader } from "../columns/row.ts";
import { matrixOf } from "../columns/to-matrix.ts";
import { tableBundle } from "../display/bundle.ts";
import { tableText } from "../display/plain-text.ts";
import { concat } from "../verbs/concat.ts";
import { type DeriveBy, derive } from "../verbs/derive.ts";
import { describe } from "../verbs/describe.ts";
import { type DuplicateOptions, dropDuplicates, duplicateRows } from "../verbs/duplicates.ts";
import { type FilterBy, filter, take } from "../verbs/filter.ts";
import { type Aggregation, aggregate, type GroupKey } from "../verbs/group-by.ts";
import { type JoinOptions, join } from "../verbs/join.ts";
import { type DropnaOptions, dropna, type FillnaBy, fillna } from "../verbs/missing.ts";
import { type MeltOptions, melt, type PivotOptions, pivot } from "../verbs/pivot.ts";
import { type SampleOptions, sample } from "../verbs/sample.ts";
import { drop, rename, select } from "../verbs/select.ts";
import { firstRows, lastRows, slice } from "../verbs/slice.ts";
import { type SortKey, sort } from "../verbs/sort.ts";
import { nunique, valueCounts } from "../verbs/value-counts.ts";
import { GroupBy, ofTables } from "./group-by.ts";
import type { AnyRow, Cell, DerivedRow, KeyOf, Name, ReducedCell } from "./row-types.ts";

/**
 * A table of typed, immutable columns on shared memory. Every verb returns a new table and leaves this one as it is; columns that
 * do not change are shared, not copied.
 *
 * @typeParam Row the type of one row, e.g. `{ price: number; city: string }`; inferred from arrays of objects
 *
 * @example
 * const sales = Table.from([{ city: "Rome", price: 3 }, { city: "Oslo", price: 5 }]);
 * sales.column("price").mean(); // 4
 */
export class Table<Row extends object = AnyRow> implements Frame {
  readonly columns: readonly Column[];
  /** Number of rows. */
  readonly length: number;
  /** Remarks of the reader that made this table: renamed columns, skipped lines, numbers kept as text. */
  readonly notes: readonly string[];

  /** Wraps columns of one length; `Table.from` is the door for everything else. */
  constructor(frame: Frame, notes: readonly string[] = []) {
    requireTable(frame, "new Table");
    this.columns = frame.columns;
    this.length = frame.length;
    this.notes = notes;
  }

  /** Makes a table from an array of objects, whose type becomes the row type. */
  static from<R extends object>(records: readonly R[]): Table<R>;
  /** Makes a table from an object of columns: arrays or typed arrays of one length. */
  static from<C extends Record<string, ArrayLike<unknown>>>(
    columns: C,
  ): Table<{ [K in keyof C]: C[K][number] }>;
  /** Makes a table from an Arrow, Polars or Arquero table, recognised by its methods. */
  static from(foreign: object): Table;
  static from(value: unknown): Table {
    const notes: string[] = value instanceof Table ? [...value.notes] : [];
    return new Table(value instanceof Table ? value : fromForeign(value, notes), notes);
  }

  /** Puts a table together from the plain data of `toShared`, without a copy when its memory is shared. */
  static fromShared<R extends object = AnyRow>(data: SharedTable): Table<R> {
    return new Table<R>(fromShared(data));
  }

  /** Names of the columns, in order. */
  get columnNames(): Name<Row>[] {
    return this.columns.map((column) => column.name as Name<Row>);
  }

  /** Returns one column. @throws HF_TABLE_UNKNOWN_COLUMN */
  column<N extends Name<Row>>(name: N): ColumnOf<Cell<Row[N]>> {
    return findColumn(this, name) as unknown as ColumnOf<Cell<Row[N]>>;
  }

  /** Tells whether there is a column of that name. */
  has(name: string): boolean {
    return this.columns.some((column) => column.name === name);
  }

  /** Copies row i (from 0) into an object. @throws HF_TABLE_ROW_RANGE */
  row(i: number): Row {
    return rowAt(this, i) as Row;
  }

  /** Iterates over the rows as objects, made one at a time. */
  *[Symbol.iterator](): IterableIterator<Row> {
    const reader = rowReader(this);
    for (let i = 0; i < this.length; i++) yield reader.copy(i) as Row;
  }

  /** Copies all rows into an array of objects. */
  toArray(): Row[] {
    return [...this];
  }

  /** Keeps the named columns, in the order given. */
  select<N extends Name<Row>>(...names: (N | readonly N[])[]): Table<Pick<Row, N>> {
    return new Table(select(this, flatNames("select", names)));
  }

  /** Leaves the named columns out. */
  drop<N extends Name<Row>>(...names: (N | readonly N[])[]): Table<Omit<Row, N>> {
    return new Table(drop(this, flatNames("drop", names)));
  }

  /** Renames columns: old name → new name. */
  rename<const M extends Partial<Record<Name<Row>, string>>>(
    names: M,
  ): Table<{ [K in keyof Row as K extends keyof M ? M[K] & string : K]: Row[K] }> {
    return new Table(rename(this, names as Record<string, string>));
  }

  /** Keeps rows that pass a test of the row, one flag per row, or a bool column. */
  filter(
    by: ((row: Readonly<Row>, i: number) => unknown) | ArrayLike<unknown> | Column,
  ): Table<Row> {
    return new Table(filter(this, by as FilterBy));
  }

  /**
   * Adds or replaces columns, each from a function of the row or from values.
   *
   * @example table.derive({ revenue: (row) => row.quantity * row.price })
   */
  derive<
    const New extends Record<
      string,
      ((row: Readonly<Row>, i: number) => unknown) | ArrayLike<unknown> | Column
    >,
  >(columns: New): Table<DerivedRow<Row, New>> {
    return new Table(derive(this, columns as Record<string, DeriveBy>));
  }

  /** Sorts by columns: names, or `{ column, descending }`, also as a list. Stable; missing values last. */
  sort(...keys: (KeyOf<Row> | readonly KeyOf<Row>[])[]): Table<Row> {
    return new Table(sort(this, flatArguments<SortKey>(keys)));
  }

  /**
   * Groups by columns, by functions of the row (the key is named "key"), or by new keys `{ name: function }`; see `GroupBy`.
   *
   * @example table.groupBy("city", { year: (row) => row.date.getUTCFullYear() }).size()
   */
  groupBy<N extends Name<Row>>(...keys: (N | readonly N[])[]): GroupBy<Row, N>;
  groupBy<N extends Name<Row>>(
    ...keys: (N | readonly N[] | GroupKey<Readonly<Row>>)[]
  ): GroupBy<Row, Name<Row>>;
  groupBy(...keys: unknown[]): GroupBy<Row, Name<Row>> {
    return new GroupBy(
      this,
      flatArguments<GroupKey<Readonly<Row>>>(keys as GroupKey<Readonly<Row>>[]),
      (frame) => new Table(frame),
    );
  }

  /** Aggregates the whole table into one row; see `GroupBy.aggregate`. */
  aggregate<const A extends Record<string, Aggregation<Name<Row>, Table<Row>>>>(
    aggregations: A,
  ): Table<{ [K in keyof A]: ReducedCell<Row, A[K]> }> {
    return new Table(
      aggregate(
        this,
        [],
        ofTables<Row>(aggregations, (group) => new Table(group)),
      ),
    );
  }

  /** Joins with another table; see `JoinOptions`. */
  join<Other extends object>(other: Table<Other>, options: JoinOptions): Table<Row & Other> {
    return new Table(join(this, other, options));
  }

  /** Turns long rows into a wide table; see `PivotOptions`. */
  pivot(options: PivotOptions): Table {
    return new Table(pivot(this, options));
  }

  /** Turns wide columns into long rows; see `MeltOptions`. */
  melt(options: MeltOptions): Table {
    return new Table(melt(this, options));
  }

  /** Puts other tables below this one; columns are matched by name. */
  concat(...others: (Frame | readonly Frame[])[]): Table<Row> {
    return new Table(concat([this, ...flatArguments<Frame>(others)]));
  }

  /** Draws n rows at random; see `SampleOptions`. */
  sample(n: number, options?: SampleOptions & { readonly randomState?: number }): Table<Row> {
    return new Table(sample(this, n, options));
  }

  /** Keeps the first n rows, default 5. */
  head(n = 5): Table<Row> {
    return new Table(firstRows(this, n));
  }

  /** Keeps the last n rows, default 5. */
  tail(n = 5): Table<Row> {
    return new Table(lastRows(this, n));
  }

  /** Keeps the rows from start to end (not included), as for arrays. */
  slice(start: number, end?: number): Table<Row> {
    return new Table(slice(this, start, end));
  }

  /** Keeps the given rows, in the order given; -1 gives a row of missing values. */
  take(rows: ArrayLike<number>): Table<Row> {
    return new Table(take(this, rows));
  }

  /** Describes columns, one row each: counts, mean, std, quartiles, most frequent value. */
  describe(...names: (Name<Row> | readonly Name<Row>[])[]): Table {
    return new Table(describe(this, names.length > 0 ? flatNames("describe", names) : undefined));
  }

  /** Counts each present value of a column, most frequent first. */
  valueCounts<N extends Name<Row>>(
    name: N,
    options?: Readonly<Record<never, never>>,
  ): Table<Pick<Row, N> & { count: number; share: number }> {
    return new Table(valueCounts(this, name, options));
  }

  /** Counts the distinct present values of a column. */
  nunique(name: Name<Row>): number {
    return nunique(this, name);
  }

  /** Leaves out rows with missing values; see `DropnaOptions`. */
  dropna(options?: DropnaOptions): Table<Row> {
    return new Table(dropna(this, options));
  }

  /** Fills missing values; see `FillWith`. */
  fillna(by: FillnaBy): Table<Row> {
    return new Table(fillna(this, by));
  }

  /** Lists the row numbers of duplicates; see `DuplicateOptions`. */
  duplicateRows(options?: DuplicateOptions): Int32Array {
    return duplicateRows(this, options);
  }

  /** Leaves out duplicates; see `DuplicateOptions`. */
  dropDuplicates(options?: DuplicateOptions): Table<Row> {
    return new Table(dropDuplicates(this, options));
  }

  /** Copies numeric columns (default all numeric ones) into a row-major matrix. */
  matrix(...names: (Name<Row> | readonly Name<Row>[])[]): Matrix {
    return matrixOf(this, flatNames("matrix", names));
  }

  /** Shows the table through the shape of an Arrow table, on the same memory. */
  toArrow(): ArrowView {
    return toArrowView(this);
  }

  /** Takes the table apart into plain data for a worker; shared memory is handed over without a copy. */
  toShared(): SharedTable {
    return toShared(this);
  }

  /** The first rows as aligned text. */
  toString(): string {
    return tableText(this);
  }

  /** MIME bundle for notebooks. */
  [Symbol.for("Jupyter.display")](): Record<string, unknown> {
    return tableBundle(this, this.notes);
  }
}
