import { likeShared, sharedUint8, sharedUint32 } from "./buffers.ts";
import { Column, type Value } from "./column.ts";
import { allValid, isValid, setMissing, type Validity } from "./validity.ts";

/**
 * Copies chosen rows of a column, in the order given; a row number of -1 gives a missing value.
 * The dictionary of a coded column is shared, not copied.
 */
export function gather<V extends Value>(column: Column<V>, rows: Int32Array): Column<V> {
  const { name, type, dict } = column;
  const length = rows.length;
  const valid = gatherValidity(column, rows);
  if (column.offsets !== undefined) return gatherBytes(column, rows, valid);
  const data = likeShared(column.data, length);
  gatherData(column.data, rows, data);
  if (valid !== undefined) {
    const filler = type === "int32" || type === "bool" ? 0 : dict !== undefined ? -1 : Number.NaN;
    for (let i = 0; i < length; i++) if (!isValid(valid, i)) data[i] = filler;
  }
  return new Column<V>({ name, type, length, data, valid, dict });
}

function gatherData(from: Column["data"], rows: Int32Array, to: Column["data"]): void {
  // One loop per element type keeps each of them monomorphic.
  if (from instanceof Float64Array) gatherFloat64(from, rows, to as Float64Array);
  else if (from instanceof Int32Array) gatherInt32(from, rows, to as Int32Array);
  else for (let i = 0; i < rows.length; i++) to[i] = from[rows[i]];
}

function gatherFloat64(from: Float64Array, rows: Int32Array, to: Float64Array): void {
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i];
    to[i] = row < 0 ? Number.NaN : from[row];
  }
}

function gatherInt32(from: Int32Array, rows: Int32Array, to: Int32Array): void {
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i];
    to[i] = row < 0 ? 0 : from[row];
  }
}

function gatherValidity(column: Column, rows: Int32Array): Validity | undefined {
  let bits: Validity | undefined;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i];
    if (row >= 0 && (column.valid === undefined || isValid(column.valid, row))) continue;
    bits ??= allValid(rows.length);
    setMissing(bits, i);
  }
  return bits;
}

function gatherBytes<V extends Value>(
  column: Column<V>,
  rows: Int32Array,
  valid: Validity | undefined,
): Column<V> {
  const from = column.offsets!;
  const offsets = sharedUint32(rows.length + 1);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i];
    offsets[i + 1] = offsets[i] + (row < 0 ? 0 : from[row + 1] - from[row]);
  }
  const data = sharedUint8(offsets[rows.length]);
  const bytes = column.data as Uint8Array;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i];
    if (row < 0) continue;
    let to = offsets[i];
    for (let k = from[row]; k < from[row + 1]; k++) data[to++] = bytes[k];
  }
  return new Column<V>({
    name: column.name,
    type: column.type,
    length: rows.length,
    data,
    valid,
    offsets,
  });
}
