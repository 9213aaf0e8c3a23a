import { parseJsonText } from "./json-text.ts";

const PIECE = 2 * 1024 * 1024;

/**
 * Parses JSON in pieces, so that a reading can be stopped: the items of an outermost array are parsed about 2 MB at a time, anything
 * else at once. Yields the share that is done.
 *
 * @throws SyntaxError when the text is no JSON; the place is for `findJsonFault` to find
 */
export function* parseJsonPieces(bytes: Uint8Array): Generator<number, unknown> {
  const decoder = new TextDecoder();
  let start = 0;
  while (isSpace(bytes[start])) start++;
  if (bytes[start] !== 91 || bytes.length < PIECE) return parseJsonText(decoder.decode(bytes));
  const items: unknown[] = [];
  let depth = 0;
  let from = start + 1;
  for (let at = start; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === 34) at = closingQuote(bytes, at);
    else if (byte === 91 || byte === 123) depth++;
    else if (byte === 93 || byte === 125) depth--;
    const ends = depth === 0;
    if (!ends && !(depth === 1 && byte === 44 && at - from > PIECE)) continue;
    const text = decoder.decode(bytes.subarray(from, at));
    // A comma before the bracket, or two of them, is a fault that cutting would hide.
    if (text.trim() === "" && (items.length > 0 || !ends)) throw new SyntaxError("no value");
    for (const item of parseJsonText(`[${text}]`) as unknown[]) items.push(item);
    from = at + 1;
    if (ends) break;
    yield at / bytes.length;
  }
  if (depth !== 0 || decoder.decode(bytes.subarray(from)).trim() !== "")
    throw new SyntaxError("the array does not end");
  return items;
}

function closingQuote(bytes: Uint8Array, open: number): number {
  for (let at = open + 1; at < bytes.length; at++) {
    if (bytes[at] === 92) at++;
    else if (bytes[at] === 34) return at;
  }
  return bytes.length;
}

function isSpace(byte: number | undefined): boolean {
  return byte === 32 || byte === 10 || byte === 13 || byte === 9;
}
