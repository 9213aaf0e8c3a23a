import { sharedInt32 } from "./buffers.ts";
import type { Column } from "./column.ts";
import { isValid } from "./validity.ts";

/** The values of a column as small integers: equal values have equal codes, numbered by first appearance. */
export interface Keys {
  /** One code per row; -1 for a missing value. */
  readonly codes: Int32Array;
  /** Number of distinct present values. */
  readonly count: number;
  /** For each code the first row that has it. */
  readonly firstRow: Int32Array;
}

/** Numbers the distinct values of a column by first appearance. -0 equals 0. */
export function keysOf(column: Column): Keys {
  if (column.dict !== undefined) return keysOfSmallInts(column, 0, column.dict.length - 1);
  if (column.offsets !== undefined) return keysOfBytes(column);
  if (column.type === "bool") return keysOfSmallInts(column, 0, 1);
  if (column.type === "int32") {
    const [low, high] = intRange(column);
    if (high - low <= 4 * column.length + 1024) return keysOfSmallInts(column, low, high);
  }
  return keysOfNumbers(column.numbers());
}

/** Numbers the distinct combinations of several columns; a missing value is a value of its own here. */
export function combinedKeys(columns: readonly Column[], length: number): Keys {
  const [first] = columns;
  if (columns.length === 1 && first.missing === 0 && !isFloat(first)) return keysOf(first); // nothing is missing, not even as NaN
  let codes: Int32Array | undefined;
  let count = 1;
  for (const column of columns) {
    const keys = keysOf(column);
    if (codes === undefined) {
      codes = withMissingAsValue(keys);
      count = keys.count + 1;
      continue;
    }
    const pairs = new Float64Array(length);
    for (let i = 0; i < length; i++) pairs[i] = codes[i] * (keys.count + 1) + keys.codes[i] + 1;
    const merged = keysOfNumbers(pairs);
    codes = merged.codes;
    count = merged.count;
  }
  if (codes === undefined) codes = new Int32Array(length);
  return renumber(codes, count);
}

function isFloat({ data }: Column): boolean {
  return data instanceof Float64Array || data instanceof Float32Array;
}

function withMissingAsValue(keys: Keys): Int32Array {
  const codes = new Int32Array(keys.codes.length);
  for (let i = 0; i < codes.length; i++) codes[i] = keys.codes[i] + 1;
  return codes;
}

function renumber(codes: Int32Array, limit: number): Keys {
  const seen = new Int32Array(limit).fill(-1);
  const out = sharedInt32(codes.length);
  const firstRow: number[] = [];
  for (let i = 0; i < codes.length; i++) {
    let code = seen[codes[i]];
    if (code < 0) {
      code = firstRow.length;
      seen[codes[i]] = code;
      firstRow.push(i);
    }
    out[i] = code;
  }
  return { codes: out, count: firstRow.length, firstRow: Int32Array.from(firstRow) };
}

function intRange(column: Column): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  const { data, valid, length } = column;
  for (let i = 0; i < length; i++) {
    if (valid !== undefined && !isValid(valid, i)) continue;
    const x = data[i];
    if (x < low) low = x;
    if (x > high) high = x;
  }
  return high < low ? [0, -1] : [low, high];
}

function keysOfSmallInts(column: Column, low: number, high: number): Keys {
  const { data, valid, length } = column;
  const seen = new Int32Array(Math.max(0, high - low + 1)).fill(-1);
  const codes = sharedInt32(length);
  const firstRow: number[] = [];
  for (let i = 0; i < length; i++) {
    if (valid !== undefined && !isValid(valid, i)) {
      codes[i] = -1;
      continue;
    }
    const slot = data[i] - low;
    let code = seen[slot];
    if (code < 0) {
      code = firstRow.length;
      seen[slot] = code;
      firstRow.push(i);
    }
    codes[i] = code;
  }
  return { codes, count: firstRow.length, firstRow: Int32Array.from(firstRow) };
}

/** Open addressing over the bits of the doubles; NaN is missing. */
function keysOfNumbers(values: Float64Array): Keys {
  const n = values.length;
  const codes = sharedInt32(n);
  const firstRow: number[] = [];
  let capacity = 1024;
  let slots = new Int32Array(capacity).fill(-1);
  const bits = new Float64Array(1);
  const halves = new Int32Array(bits.buffer);
  const slotOf = (x: number): number => {
    bits[0] = x;
    let hash = Math.imul(halves[0] ^ Math.imul(halves[1], 0x9e3779b1), 0x85ebca6b);
    hash ^= hash >>> 15;
    hash = Math.imul(hash, 0xc2b2ae35);
    return (hash ^ (hash >>> 13)) & (capacity - 1);
  };
  for (let i = 0; i < n; i++) {
    const x = values[i] + 0;
    if (Number.isNaN(x)) {
      codes[i] = -1;
      continue;
    }
    let slot = slotOf(x);
    let code = slots[slot];
    while (code >= 0 && values[firstRow[code]] !== x) {
      slot = (slot + 1) & (capacity - 1);
      code = slots[slot];
    }
    if (code < 0) {
      code = firstRow.length;
      slots[slot] = code;
      firstRow.push(i);
      if (firstRow.length * 2 > capacity) {
        capacity *= 4;
        slots = new Int32Array(capacity).fill(-1);
        for (let k = 0; k < firstRow.length; k++) {
          let place = slotOf(values[firstRow[k]] + 0);
          while (slots[place] >= 0) place = (place + 1) & (capacity - 1);
          slots[place] = k;
        }
      }
    }
    codes[i] = code;
  }
  return { codes, count: firstRow.length, firstRow: Int32Array.from(firstRow) };
}

function keysOfBytes(column: Column): Keys {
  const bytes = column.data as Uint8Array;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const offsets = column.offsets!;
  const { valid, length: n } = column;
  const codes = sharedInt32(n);
  const firstRow = new Int32Array(n);
  let count = 0;
  let capacity = 1;
  while (capacity < n * 2) capacity *= 2;
  // Slot s holds a hash at 2s and a code at 2s + 1, beside each other because each is read with the other.
  const slots = new Int32Array(2 * capacity).fill(-1);
  const mask = 2 * capacity - 1;
  for (let i = 0; i < n; i++) {
    if (valid !== undefined && !isValid(valid, i)) {
      codes[i] = -1;
      continue;
    }
    const start = offsets[i];
    const end = offsets[i + 1];
    let hash = end - start;
    let at = start;
    for (; at + 4 <= end; at += 4) {
      hash = Math.imul(hash ^ view.getInt32(at), 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    for (; at < end; at++) hash = Math.imul(hash ^ bytes[at], 0x01000193);
    hash ^= hash >>> 15;
    let slot = (hash << 1) & mask;
    let code = slots[slot + 1];
    while (
      code >= 0 &&
      (slots[slot] !== hash || !sameBytes(bytes, offsets, firstRow[code], start, end))
    ) {
      slot = (slot + 2) & mask;
      code = slots[slot + 1];
    }
    if (code < 0) {
      code = count++;
      slots[slot] = hash;
      slots[slot + 1] = code;
      firstRow[code] = i;
    }
    codes[i] = code;
  }
  return { codes, count, firstRow: firstRow.slice(0, count) };
}

function sameBytes(
  bytes: Uint8Array,
  offsets: Uint32Array,
  row: number,
  start: number,
  end: number,
): boolean {
  const other = offsets[row];
  if (offsets[row + 1] - other !== end - start) return false;
  for (let k = start; k < end; k++) if (bytes[k] !== bytes[other + k - start]) return false;
  return true;
}
