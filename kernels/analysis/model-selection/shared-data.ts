import type { Matrix } from "../base/matrix.ts";
import { shared, sharedFloat64, sharedInt32 } from "../columns/buffers.ts";
import { Column } from "../columns/column.ts";
import { fromShared, type SharedTable, toShared } from "../columns/handover.ts";
import type { Features, Target } from "../models/data.ts";
import { isFrame } from "../models/input.ts";
import type { Label } from "../models/target.ts";
import { Table } from "../table/table.ts";
import type { Split } from "./split.ts";

/** Features as plain data on shared memory; rows that hold other things than numbers are copied. */
export type SharedFeatures = SharedTable | Matrix | readonly (readonly number[])[];

/** A target as plain data on shared memory. */
export type SharedTarget =
  | Float64Array
  | SharedTable
  | { readonly codes: Int32Array; readonly labels: readonly Label[] };

/** Puts features where workers see them: by one copy, or none when they are there already. */
export function shareFeatures(X: Features): SharedFeatures {
  if (isFrame(X)) return toShared(X);
  if (!Array.isArray(X)) {
    const { data, rows, columns, names } = X as Matrix;
    return { data: shared(data), rows, columns, names };
  }
  const given = X as readonly (readonly number[])[];
  const columns = given[0]?.length ?? 0;
  const isPlain = given.every(
    (row) => row.length === columns && row.every((value) => typeof value === "number"),
  );
  if (!isPlain) return given;
  const data = sharedFloat64(given.length * columns);
  given.forEach((row, i) => {
    data.set(row, i * columns);
  });
  return { data, rows: given.length, columns };
}

/** The reverse of `shareFeatures`, without a copy. */
export function openFeatures(X: SharedFeatures): Features {
  return "kind" in X ? new Table(fromShared(X)) : X;
}

/** Puts a target where workers see it. */
export function shareTarget(y: Target): SharedTarget {
  if (y instanceof Column) return toShared({ columns: [y], length: y.length });
  const values = y as ArrayLike<unknown>;
  const numbers = sharedFloat64(values.length);
  let at = 0;
  while (at < values.length && typeof values[at] === "number") numbers[at] = values[at++] as number;
  if (at === values.length) return numbers;
  const known = new Map<unknown, number>();
  const codes = sharedInt32(values.length);
  for (let i = 0; i < values.length; i++) {
    const code = known.get(values[i]) ?? known.size;
    known.set(values[i], code);
    codes[i] = code;
  }
  return { codes, labels: [...known.keys()] as Label[] };
}

/** The reverse of `shareTarget`. */
export function openTarget(y: SharedTarget): Target {
  if (y instanceof Float64Array) return y;
  if ("kind" in y) return fromShared(y).columns[0];
  const { codes, labels } = y;
  return Array.from(codes, (code) => labels[code]);
}

/** Puts the row numbers of splits where workers see them. */
export function shareSplits(splits: readonly Split[]): Split[] {
  return splits.map(({ train, test }) => ({
    train: shared(Int32Array.from(train)),
    test: shared(Int32Array.from(test)),
  }));
}
