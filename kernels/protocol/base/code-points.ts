/** Jupyter counts a text in code points, JavaScript in UTF-16 units: how many of the first stand before an offset. */
export function codePointsBefore(text: string, offset: number): number {
  let count = 0;
  for (const _ of text.slice(0, offset)) count++;
  return count;
}

/** The UTF-16 offset of a code point, at most the text's length. */
export function offsetOfCodePoint(text: string, count: number): number {
  let offset = 0;
  let left = count;
  for (const point of text) {
    if (left-- <= 0) break;
    offset += point.length;
  }
  return offset;
}
