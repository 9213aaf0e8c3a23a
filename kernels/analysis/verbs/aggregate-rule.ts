import * as rule from "../base/option-rules.ts";
import type { Column } from "../columns/column.ts";

/**
 * How the present values of one group become one value; names as in pandas. `count` counts present values, `std` and `var` have
 * ddof 1, `mode` is the smallest of the most frequent values, `first` and `last` skip missing values. Mean, median and quantiles of dates are
 * dates, std and var of dates count in milliseconds, a sum they have not. A function gets the values of a
 * group as a column and gives one value; a group without rows is missing.
 */
export type Aggregate =
  | "sum"
  | "mean"
  | "median"
  | "min"
  | "max"
  | "count"
  | "nunique"
  | "std"
  | "var"
  | "first"
  | "last"
  | "mode"
  | { readonly quantile: number }
  | ((values: Column) => unknown);

/** The names of the aggregates that are names. */
const aggregateNames = [
  "sum",
  "mean",
  "median",
  "min",
  "max",
  "count",
  "nunique",
  "std",
  "var",
  "first",
  "last",
  "mode",
] as const satisfies readonly Aggregate[];

/** What an aggregate can be. */
export const aggregateRule = rule.either(
  rule.oneOf(aggregateNames, {
    avg: "mean",
    average: "mean",
    total: "sum",
    sd: "std",
    stddev: "std",
    stdev: "std",
    variance: "var",
    n: "count",
    length: "count",
    len: "count",
    minimum: "min",
    maximum: "max",
    distinct: "nunique",
    countDistinct: "nunique",
    nDistinct: "nunique",
    unique: "nunique",
    p50: "median",
    mostFrequent: "mode",
  }),
  rule.object("an object { quantile } with a number from 0 to 1", (how) =>
    rule.number({ min: 0, max: 1 }).accepts((how as { quantile?: unknown }).quantile),
  ),
  { ...rule.callback, expected: "a function of the column of a group" },
);
