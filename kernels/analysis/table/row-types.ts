import type { Value } from "../columns/column.ts";

/** The row type of a table whose columns are known only at run time. */
// biome-ignore lint/suspicious/noExplicitAny: an untyped row must be usable without a cast, as a DataFrame's is
export type AnyRow = Record<string, any>;

/** Names of the columns of a row type. */
export type Name<Row> = keyof Row & string;
/** A key of a sort over a row type. */
export type KeyOf<Row> = Name<Row> | { readonly column: Name<Row>; readonly descending?: boolean };
/** What a column of that cell type holds when it is present. */
export type Cell<T> = Exclude<T, null | undefined> extends infer V extends Value ? V : Value;
/** The row type after `derive`. */
export type DerivedRow<Row, New> = Omit<Row, keyof New> & {
  [K in keyof New]: New[K] extends (...args: never[]) => infer R
    ? R
    : New[K] extends ArrayLike<infer V>
      ? V
      : Value;
};
/**
 * The type of an aggregated cell: the column's own for min, max, first, last and mode, a date for places among dates, what a function gives,
 * else a number.
 */
export type ReducedCell<Row, A> = A extends (...args: never[]) => infer R
  ? R
  : A extends readonly [infer N extends Name<Row>, infer How]
    ? How extends "min" | "max" | "first" | "last" | "mode"
      ? Row[N]
      : How extends (...args: never[]) => infer R
        ? R
        : How extends "mean" | "median" | { readonly quantile: number }
          ? 0 extends 1 & Row[N]
            ? number
            : [Exclude<Row[N], null | undefined>] extends [Date]
              ? Date
              : number
          : number
    : number;
