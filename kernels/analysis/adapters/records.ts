import { makeColumn } from "../columns/build.ts";
import type { ColumnType } from "../columns/column.ts";
import { type Frame, frame } from "../columns/frame.ts";

/**
 * Makes a frame from an array of objects. The columns are the keys in order of first appearance; a key that an object lacks is a
 * missing value. Types: see `makeColumn`.
 *
 * @throws HF_TABLE_MIXED_TYPES naming column and row
 */
export function fromRecords(
  records: readonly object[],
  types: Readonly<Record<string, ColumnType>> = {},
): Frame {
  const names = new Set<string>();
  for (const record of records) for (const name of Object.keys(record)) names.add(name);
  const columns = [...names].map((name) => {
    const values = records.map((record) => ownValue(record, name));
    return makeColumn(name, values, ownValue(types, name));
  });
  return frame(columns, records.length);
}

/** What an object itself holds under a name: `toString` and `__proto__` are names of columns like any other. */
export function ownValue<T>(
  from: Readonly<Record<string, T>> | object,
  name: string,
): T | undefined {
  return Object.hasOwn(from, name) ? (from as Readonly<Record<string, T>>)[name] : undefined;
}
