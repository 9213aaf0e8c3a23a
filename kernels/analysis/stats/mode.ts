import { isMissing } from "../base/is-missing.ts";
import { listOf, type MissingOptions, skipsMissing } from "../numeric/sample.ts";
import { comparerOf } from "./order.ts";

/**
 * The most frequent values, rising: numbers, texts (by code point), booleans or dates. Empty when nothing is present.
 *
 * @param values an array, a typed array, a `Column`, a series of another library
 * @param options `skipMissing: false` counts missing values as one value, null, which comes last
 * @throws TypeError for values of several kinds
 */
export function mode<V>(
  values: ArrayLike<V | null | undefined> | Iterable<V | null | undefined>,
  options: MissingOptions = {},
): V[] {
  const skip = skipsMissing(options, "mode");
  const list = listOf(values, "mode");
  const compare = comparerOf(list, "mode");
  const counts = new Map<unknown, { value: unknown; count: number }>();
  let most = 0;
  for (let i = 0; i < list.length; i++) {
    const value = isMissing(list[i]) ? null : list[i];
    if (value === null && skip) continue;
    // Two dates of one moment are one value, though they are two objects; a Map takes 0 and -0 for one.
    const key = value instanceof Date ? value.getTime() : value;
    const found = counts.get(key);
    if (found !== undefined) found.count++;
    else counts.set(key, { value: value === 0 ? 0 : value, count: 1 });
    most = Math.max(most, found?.count ?? 1);
  }
  const found = [...counts.values()].filter(({ count }) => count === most);
  const present = found.map(({ value }) => value).filter((value) => value !== null);
  present.sort(compare);
  return [...present, ...(present.length < found.length ? [null] : [])] as V[];
}
