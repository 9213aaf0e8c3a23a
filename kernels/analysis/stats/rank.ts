import { isColumn } from "../base/arguments.ts";
import { isMissing } from "../base/is-missing.ts";
import { listOf } from "../numeric/sample.ts";
import { comparerOf } from "./order.ts";

/**
 * Ranks the present values from 1; equal values share the mean of their ranks (R's and scipy's "average"). A missing value has no rank: NaN.
 *
 * @param values numbers, texts (by code point), booleans or dates, in an array, a typed array, a `Column` or a series of another library
 * @throws TypeError for values of several kinds
 */
export function rank(
  values: ArrayLike<unknown> | Iterable<unknown> | { toArray(): ArrayLike<unknown> },
): Float64Array {
  const numeric = isColumn(values) && values.type !== "text" && values.type !== "category";
  const list = numeric ? values.numbers() : listOf(values, "rank");
  const compare = comparerOf(list, "rank");
  const out = new Float64Array(list.length).fill(Number.NaN);
  const rows: number[] = [];
  for (let i = 0; i < list.length; i++) if (!isMissing(list[i])) rows.push(i);
  rows.sort((a, b) => compare(list[a], list[b]));
  for (let start = 0; start < rows.length; ) {
    let end = start + 1;
    while (end < rows.length && compare(list[rows[end]], list[rows[start]]) === 0) end++;
    for (let k = start; k < end; k++) out[rows[k]] = (start + 1 + end) / 2;
    start = end;
  }
  return out;
}
