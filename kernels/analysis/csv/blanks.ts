/**
 * Tells whether a field may start or end with white space beyond the plain space: a tab, or the first or last byte of a character that
 * Unicode calls a space (no-break, thin, ideographic … and the zero-width no-break space).
 */
export function hasBlankEdge(bytes: Uint8Array, start: number, end: number): boolean {
  return start < end && (isEdge(bytes[start]) || isEdge(bytes[end - 1]));
}

function isEdge(byte: number): boolean {
  return byte <= 32 || byte >= 128;
}

/** Where the text of a field starts behind its white space. */
export function skipBlanks(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end) {
    const size = blankAt(bytes, at, end);
    if (size === 0) break;
    at += size;
  }
  return at;
}

/** Where the text of a field ends before its white space. */
export function dropBlanks(bytes: Uint8Array, start: number, end: number): number {
  let at = end;
  while (at > start) {
    const back = bytes[at - 1] < 128 ? 1 : bytes[at - 2] >= 0xc2 ? 2 : 3;
    if (at - back < start || blankAt(bytes, at - back, at) !== back) break;
    at -= back;
  }
  return at;
}

/** Bytes of the white space at a place, 0 when there is none (Unicode's White_Space, U+200B and U+FEFF). */
function blankAt(bytes: Uint8Array, at: number, end: number): number {
  const first = bytes[at];
  if (first < 128) return first === 32 || (first >= 9 && first <= 13) ? 1 : 0;
  if (first === 0xc2 && at + 1 < end)
    return bytes[at + 1] === 0xa0 || bytes[at + 1] === 0x85 ? 2 : 0;
  if (first < 0xe1 || first > 0xef || at + 2 >= end) return 0;
  const rest = (bytes[at + 1] << 8) | bytes[at + 2];
  if (first === 0xe2) {
    const general = rest >= 0x8080 && rest <= 0x808b;
    return general || rest === 0x80a8 || rest === 0x80a9 || rest === 0x80af || rest === 0x819f
      ? 3
      : 0;
  }
  if (first === 0xe3) return rest === 0x8080 ? 3 : 0;
  if (first === 0xe1) return rest === 0x9a80 ? 3 : 0;
  return first === 0xef && rest === 0xbbbf ? 3 : 0;
}
