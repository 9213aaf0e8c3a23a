import { dropBlanks, hasBlankEdge, skipBlanks } from "./blanks.ts";

const POWERS = Float64Array.from({ length: 23 }, (_, k) => Number(`1e${k}`));
const SPACE = 32;

/**
 * Reads a whole number from ASCII bytes, white space around it allowed.
 *
 * @returns NaN when the bytes are anything else: also for a leading zero before other digits (an identifier such as a postcode)
 *   and for more than 15 digits
 */
export function parseInteger(bytes: Uint8Array, from: number, to: number): number {
  const value = plainInteger(bytes, from, to);
  if (!Number.isNaN(value) || !hasBlankEdge(bytes, from, to)) return value;
  return plainInteger(bytes, skipBlanks(bytes, from, to), dropBlanks(bytes, from, to));
}

function plainInteger(bytes: Uint8Array, from: number, to: number): number {
  let start = from;
  let end = to;
  while (start < end && bytes[start] === SPACE) start++;
  while (end > start && bytes[end - 1] === SPACE) end--;
  const sign = bytes[start];
  if (sign === 45 || sign === 43) start++;
  const digits = end - start;
  if (digits < 1 || digits > 15 || (digits > 1 && bytes[start] === 48)) return Number.NaN;
  let value = 0;
  for (let i = start; i < end; i++) {
    const digit = bytes[i] - 48;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return sign === 45 ? -value : value;
}

/**
 * Reads a decimal number from ASCII bytes: sign, digits, decimal mark, exponent; or inf / infinity in any case; white space around
 * it allowed. Correctly rounded: up to 15 digits with a power of ten up to 22 by one exact operation (Clinger 1990), else by the
 * language.
 *
 * @returns NaN when the bytes are anything else, also for a whole number with a leading zero or beyond 2^53
 */
export function parseDecimal(bytes: Uint8Array, from: number, to: number, decimal: number): number {
  const value = plainDecimal(bytes, from, to, decimal);
  if (!Number.isNaN(value) || !hasBlankEdge(bytes, from, to)) return value;
  return plainDecimal(bytes, skipBlanks(bytes, from, to), dropBlanks(bytes, from, to), decimal);
}

function plainDecimal(bytes: Uint8Array, from: number, to: number, decimal: number): number {
  let start = from;
  let end = to;
  while (start < end && bytes[start] === SPACE) start++;
  while (end > start && bytes[end - 1] === SPACE) end--;
  let at = start;
  const sign = bytes[at];
  if (at < end && (sign === 45 || sign === 43)) at++;
  const first = at;
  let mantissa = 0;
  let digits = 0;
  while (at < end) {
    const digit = bytes[at] - 48;
    if (digit < 0 || digit > 9) break;
    mantissa = mantissa * 10 + digit;
    digits++;
    at++;
  }
  const whole = digits;
  let scale = 0;
  if (at < end && bytes[at] === decimal) {
    at++;
    const mark = at;
    while (at < end) {
      const digit = bytes[at] - 48;
      if (digit < 0 || digit > 9) break;
      mantissa = mantissa * 10 + digit;
      digits++;
      at++;
    }
    scale = mark - at;
  } else if (at === end) {
    if (whole === 0 || (whole > 1 && bytes[first] === 48)) return Number.NaN;
    if (mantissa > Number.MAX_SAFE_INTEGER) return Number.NaN;
    return sign === 45 ? -mantissa : mantissa;
  }
  if (digits === 0) return infinity(bytes, first, end, sign === 45);
  if (at < end && (bytes[at] === 101 || bytes[at] === 69)) {
    const exponent = parseExponent(bytes, at + 1, end);
    if (Number.isNaN(exponent)) return Number.NaN;
    scale += exponent;
    at = end;
  }
  if (at !== end) return Number.NaN;
  if (digits > 15 || scale > 22 || scale < -22)
    return Number(ascii(bytes, start, end).replace(String.fromCharCode(decimal), "."));
  const value = scale < 0 ? mantissa / POWERS[-scale] : mantissa * POWERS[scale];
  return sign === 45 ? -value : value;
}

function parseExponent(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  const sign = bytes[at];
  if (at < end && (sign === 45 || sign === 43)) at++;
  if (at >= end || end - at > 6) return Number.NaN;
  let value = 0;
  for (; at < end; at++) {
    const digit = bytes[at] - 48;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return sign === 45 ? -value : value;
}

function infinity(bytes: Uint8Array, start: number, end: number, negative: boolean): number {
  if (end - start !== 3 && end - start !== 8) return Number.NaN;
  const word = ascii(bytes, start, end).toLowerCase();
  if (word !== "inf" && word !== "infinity") return Number.NaN;
  return negative ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

/** Turns ASCII bytes into a string. */
function ascii(bytes: Uint8Array, start: number, end: number): string {
  let text = "";
  for (let i = start; i < end; i++) text += String.fromCharCode(bytes[i]);
  return text;
}
