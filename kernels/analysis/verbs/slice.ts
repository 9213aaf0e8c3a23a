import { requireNumberArgument } from "../base/arguments.ts";
import { Column } from "../columns/column.ts";
import { type Frame, frame } from "../columns/frame.ts";
import { validityWhere } from "../columns/validity.ts";

/**
 * Keeps the rows from `start` up to `end` (not included); negative numbers count from the end, as for arrays. Buffers are shared.
 */
export function slice(from: Frame, start: number, end: number = from.length): Frame {
  requireNumberArgument(start, "the first row", "slice");
  requireNumberArgument(end, "the last row", "slice");
  const first = place(start, from.length);
  const last = Math.max(first, place(end, from.length));
  return frame(
    from.columns.map((column) => sliceColumn(column, first, last)),
    last - first,
  );
}

/** Keeps the first n rows. */
export function firstRows(from: Frame, n: number): Frame {
  requireNumberArgument(n, "the number of rows", "head");
  return slice(from, 0, Math.max(0, n));
}

/** Keeps the last n rows. */
export function lastRows(from: Frame, n: number): Frame {
  requireNumberArgument(n, "the number of rows", "tail");
  return slice(from, Math.max(0, from.length - Math.max(0, n)));
}

function place(i: number, length: number): number {
  const whole = Math.trunc(i);
  return whole < 0 ? Math.max(0, length + whole) : Math.min(length, whole);
}

function sliceColumn(column: Column, first: number, last: number): Column {
  const length = last - first;
  const valid =
    column.valid === undefined
      ? undefined
      : validityWhere(length, (i) => column.isMissing(first + i));
  const { name, type, dict } = column;
  if (column.offsets !== undefined)
    return new Column({
      ...column.parts(),
      length,
      valid,
      offsets: column.offsets.subarray(first, last + 1),
    });
  return new Column({ name, type, dict, length, valid, data: column.data.subarray(first, last) });
}
