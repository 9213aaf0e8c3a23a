import { said } from "../base/arguments.ts";
import { AnalysisError } from "../base/errors.ts";
import type { Column } from "./column.ts";
import type { Frame } from "./frame.ts";
import { readOnly, rowPrototype } from "./row-names.ts";

/** A row that reads its values from the columns at the moment they are asked for. */
export interface RowReader {
  /** Moves to row i and returns the row object, which is the same object every time. */
  at(i: number): Record<string, unknown>;
  /** Copies row i into an object of its own; null is missing. */
  copy(i: number): Record<string, unknown>;
  /** The column whose missing value was read last since `at`; undefined when none was. */
  readonly missed: string | undefined;
  /** The row it is at. */
  readonly row: number;
  /** Does something with row i while another value stands in the place of missing ones. */
  instead<T>(i: number, value: unknown, work: (row: Record<string, unknown>) => T): T;
}

/** What the properties of one row object share. */
interface Place {
  row: number;
  missed: string | undefined;
  /** What a missing value reads as. */
  absent: unknown;
}

/**
 * Makes a reader over the rows of a frame.
 *
 * A missing value reads as undefined: JavaScript makes NaN of it in arithmetic and false in comparisons, where null would be 0, and
 * `row.x ?? 0`, `row.x == null`, `row.x?.length` and a default in `({ x = 0 }) => …` are what they say.
 * A name that is no column is an error; see `rowPrototype`.
 */
export function rowReader(from: Frame): RowReader {
  const place: Place = { row: 0, missed: undefined, absent: undefined };
  // Unlike assignment this also makes a plain property of a column that is called __proto__.
  const copy = (i: number) =>
    Object.fromEntries(from.columns.map((column) => [column.name, column.at(i)]));
  const row = Object.create(rowPrototype(from, () => copy(place.row))) as Record<string, unknown>;
  for (const column of from.columns)
    Object.defineProperty(row, column.name, {
      enumerable: true,
      get: getter(column, place),
      set: () => {
        throw readOnly(column.name);
      },
    });
  return {
    at(i) {
      place.row = i;
      place.missed = undefined;
      return row;
    },
    instead(i, value, work) {
      place.row = i;
      place.absent = value;
      try {
        return work(row);
      } finally {
        place.absent = undefined;
      }
    },
    copy,
    get row() {
      return place.row;
    },
    get missed() {
      return place.missed;
    },
  };
}

function getter(column: Column, place: Place): () => unknown {
  const { data, valid, type, name } = column;
  const absent = () => {
    place.missed = name;
    return place.absent;
  };
  // Plain numbers are by far the most common cells; they need no more than this.
  if (type === "float64" || type === "float32") {
    if (valid === undefined) return () => data[place.row];
    return () => {
      const value = data[place.row];
      return Number.isNaN(value) ? absent() : value;
    };
  }
  if (type === "int32") {
    if (valid === undefined) return () => data[place.row];
    return () => {
      const i = place.row;
      return (valid[i >> 3] & (1 << (i & 7))) !== 0 ? data[i] : absent();
    };
  }
  return () => column.at(place.row) ?? absent();
}

/** Copies one row into an object. @throws HF_TABLE_ROW_RANGE */
export function rowAt(from: Frame, i: number): Record<string, unknown> {
  if (!(Number.isInteger(i) && i >= 0 && i < from.length))
    throw new AnalysisError("HF_TABLE_ROW_RANGE", {
      what: "no such row",
      got: said(i),
      expected: `an integer from 0 to ${from.length - 1}`,
    });
  return rowReader(from).copy(i);
}
