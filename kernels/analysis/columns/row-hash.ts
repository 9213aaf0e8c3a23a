import type { Column } from "./column.ts";
import { keysOf } from "./keys.ts";

/**
 * Hashes whole rows and finds those that equal an earlier one. Every column adds to the hash in one pass over its own memory, then rows
 * with equal hashes are compared value by value.
 *
 * @param order row numbers in the order in which a row counts as "earlier"
 * @returns 1 for each duplicate row; a missing value equals a missing value, -0 equals 0
 */
export function markDuplicates(
  columns: readonly Column[],
  order: (k: number) => number,
): Uint8Array {
  const length = columns[0]?.length ?? 0;
  const parts = columns.map(comparable);
  const hashes = new Int32Array(length);
  for (const part of parts) addToHash(hashes, part);
  const marks = new Uint8Array(length);
  let capacity = 16;
  while (capacity < length * 2) capacity *= 2;
  // Slot s holds a hash at 2s and a row at 2s + 1, beside each other because each is read with the other.
  const slots = new Int32Array(2 * capacity).fill(-1);
  const mask = 2 * capacity - 1;
  for (let k = 0; k < length; k++) {
    const i = order(k);
    const hash = hashes[i];
    let slot = ((hash ^ (hash >>> 15)) << 1) & mask;
    let other = slots[slot + 1];
    while (other >= 0 && (slots[slot] !== hash || !equalRows(parts, other, i))) {
      slot = (slot + 2) & mask;
      other = slots[slot + 1];
    }
    if (other >= 0) marks[i] = 1;
    else {
      slots[slot] = hash;
      slots[slot + 1] = i;
    }
  }
  return marks;
}

/** The values of a column as numbers that are equal when the values are; floats as doubles, NaN for missing. */
type Comparable = Int32Array | Float64Array;

function comparable(column: Column): Comparable {
  if (column.offsets !== undefined) return keysOf(column).codes;
  if (column.type === "int32" && column.missing === 0) return column.data as Int32Array;
  if (column.dict !== undefined) return column.data as Int32Array;
  return column.numbers();
}

function addToHash(hashes: Int32Array, part: Comparable): void {
  if (part instanceof Int32Array) addIntegers(hashes, part);
  else addDoubles(hashes, part);
}

function addIntegers(hashes: Int32Array, part: Int32Array): void {
  for (let i = 0; i < hashes.length; i++) {
    const mixed = Math.imul(hashes[i] ^ part[i], 0x9e3779b1);
    hashes[i] = mixed ^ (mixed >>> 15);
  }
}

const bits = new Float64Array(1);
const halves = new Int32Array(bits.buffer);

function addDoubles(hashes: Int32Array, part: Float64Array): void {
  for (let i = 0; i < hashes.length; i++) {
    bits[0] = part[i] + 0;
    const value = halves[0] ^ Math.imul(halves[1], 0x85ebca6b);
    const mixed = Math.imul(hashes[i] ^ value, 0x9e3779b1);
    hashes[i] = mixed ^ (mixed >>> 15);
  }
}

function equalRows(parts: readonly Comparable[], a: number, b: number): boolean {
  for (const part of parts) {
    const x = part[a];
    const y = part[b];
    if (x !== y && !(Number.isNaN(x) && Number.isNaN(y))) return false;
  }
  return true;
}
