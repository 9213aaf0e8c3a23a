import { sharedUint8 } from "./buffers.ts";

/**
 * A validity bitmap in Arrow's order: bit i % 8 (least significant first) of byte i / 8 is 1 when value i is present.
 * A column without missing values has none.
 */
export type Validity = Uint8Array;

/** Allocates a bitmap with every value present. */
export function allValid(length: number): Validity {
  const bits = sharedUint8((length + 7) >> 3);
  bits.fill(255);
  return bits;
}

/** Tells whether value i is present. */
export function isValid(bits: Validity | undefined, i: number): boolean {
  return bits === undefined || (bits[i >> 3] & (1 << (i & 7))) !== 0;
}

/** Marks value i as missing. */
export function setMissing(bits: Validity, i: number): void {
  bits[i >> 3] &= ~(1 << (i & 7));
}

/** Counts the missing values among the first `length`. */
export function countMissing(bits: Validity | undefined, length: number): number {
  if (bits === undefined) return 0;
  let present = 0;
  const whole = length >> 3;
  for (let i = 0; i < whole; i++) present += ones[bits[i]];
  for (let i = whole * 8; i < length; i++) if (isValid(bits, i)) present++;
  return length - present;
}

/** Returns the bitmap that has the missing values at the given places, or undefined when there are none. */
export function validityWhere(
  length: number,
  missing: (i: number) => boolean,
): Validity | undefined {
  let bits: Validity | undefined;
  for (let i = 0; i < length; i++) {
    if (!missing(i)) continue;
    bits ??= allValid(length);
    setMissing(bits, i);
  }
  return bits;
}

const ones = new Uint8Array(256);
for (let i = 1; i < 256; i++) ones[i] = (i & 1) + ones[i >> 1];
