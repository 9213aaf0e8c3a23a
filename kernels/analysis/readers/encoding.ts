import { isUtf8 } from "node:buffer";
import { AnalysisError } from "../base/errors.ts";
import type * as rule from "../base/option-rules.ts";
import { placeOf } from "../csv/faults.ts";
import { findByte } from "../csv/find-byte.ts";
import { guessSingleByte, guessUtf16 } from "./guess-encoding.ts";
import { type SingleByte, singleByteToUtf8 } from "./single-byte.ts";

/** Text as UTF-8, and what has to be said about how it was found. */
export interface DecodedText {
  readonly text: Uint8Array;
  readonly notes: readonly string[];
}

interface Work {
  readonly bytes: Uint8Array;
  readonly file: string;
  readonly signal: AbortSignal | undefined;
}

/** Spellings that other programs have for labels of the Encoding Standard. */
const ALIASES: Readonly<Record<string, string>> = {
  utf8: "utf-8",
  "utf-8-sig": "utf-8",
  utf16: "utf-16",
  utf16le: "utf-16le",
  utf16be: "utf-16be",
  "latin-1": "iso-8859-1",
  latin1: "iso-8859-1",
  ansi: "windows-1252",
  cp1252: "windows-1252",
  mac: "macintosh",
  macroman: "macintosh",
  "mac-roman": "macintosh",
  cp932: "shift_jis",
  cp936: "gbk",
  cp949: "euc-kr",
};

const PIECE = 8 * 1024 * 1024;
const SINGLE: readonly string[] = ["windows-1252", "iso-8859-1", "macintosh"];
/** Named in the error when they fit and nothing western does. */
const OTHERS = ["gb18030", "shift_jis", "euc-kr", "big5", "windows-1251"];

/**
 * Turns bytes of any encoding into UTF-8.
 *
 * A stated encoding is obeyed. Else a byte order mark decides, else UTF-8 when the bytes are that, else UTF-16 when every second byte
 * shows it, else windows-1252 or Mac Roman when that gives plausible western text; whatever is guessed is named in a note.
 *
 * @param encoding a WHATWG label such as "windows-1252", "macintosh", "utf-16le", "shift_jis"
 * @throws HF_READ_ENCODING naming line and column of the first byte that does not fit; TypeError for an unknown label
 */
export async function toUtf8(
  bytes: Uint8Array,
  encoding: string | undefined,
  file: string,
  signal: AbortSignal | undefined,
): Promise<DecodedText> {
  const work: Work = { bytes, file, signal };
  if (encoding !== undefined) return { text: await stated(work, encoding), notes: [] };
  const mark = markOf(bytes, file);
  if (mark !== undefined) return { text: await decode(work, mark), notes: [] };
  if (findByte(bytes, 0, 0) >= 0) {
    const guess = guessUtf16(bytes);
    if (guess === undefined) throw holdsNul(bytes, file);
    return { text: await decode(work, guess), notes: [guessNote(guess)] };
  }
  if (isUtf8(bytes)) return { text: bytes, notes: [] };
  const guess = guessSingleByte(bytes);
  if (guess === undefined) throw notUtf8(bytes, file);
  return { text: await singleByte(work, guess), notes: [guessNote(guess)] };
}

function guessNote(guess: SingleByte | "utf-16le" | "utf-16be"): string {
  const name = {
    macintosh: "Mac Roman",
    "windows-1252": "windows-1252",
    "iso-8859-1": "Latin-1",
    "utf-16le": "UTF-16 (little endian)",
    "utf-16be": "UTF-16 (big endian)",
  }[guess];
  const how = guess.startsWith("utf-16") ? "has no byte order mark" : "is not UTF-8";
  return `The text ${how}; it was read as ${name}, a guess: pass encoding: "${guess}" to confirm it, or another one.`;
}

function markOf(bytes: Uint8Array, file: string): string | undefined {
  const [a, b, c, d] = bytes;
  const wide =
    (a === 0xff && b === 0xfe && c === 0 && d === 0) || (a === 0 && b === 0 && c === 0xfe);
  if (wide && bytes.length % 4 === 0)
    throw new AnalysisError("HF_READ_ENCODING", {
      what: "the file is text in UTF-32, which is not read",
      file,
      expected: "UTF-8 or UTF-16",
      action: "Save it as UTF-8.",
    });
  if (a === 0xff && b === 0xfe) return "utf-16le";
  return a === 0xfe && b === 0xff ? "utf-16be" : undefined;
}

/** What `encoding` can be; whether the label is known is seen when the bytes are read. */
export const encodingRule: rule.Rule = {
  expected: 'a label such as "windows-1252"',
  accepts: (value) => typeof value === "string" && isKnown(value),
};

function isKnown(encoding: string): boolean {
  const label = encoding.trim().toLowerCase();
  if (Object.hasOwn(ALIASES, label.replaceAll("_", "-")) || SINGLE.includes(label)) return true;
  if (label === "utf-8" || label.replaceAll("_", "-") === "utf-16") return true;
  try {
    return new TextDecoder(label) !== undefined;
  } catch {
    return false;
  }
}

async function stated({ bytes, file, signal }: Work, encoding: string): Promise<Uint8Array> {
  const work: Work = { bytes, file, signal };
  const plain = encoding.trim().toLowerCase();
  const dashed = plain.replaceAll("_", "-");
  let label = Object.hasOwn(ALIASES, dashed) ? ALIASES[dashed] : plain;
  if (label === "utf-16") label = bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : "utf-16le";
  if (SINGLE.includes(label)) return singleByte(work, label as SingleByte);
  if (label !== "utf-8") return decode(work, label);
  if (!isUtf8(bytes)) throw notUtf8(bytes, file);
  return bytes;
}

async function decode({ bytes, file, signal }: Work, label: string): Promise<Uint8Array> {
  try {
    const decoder = new TextDecoder(label, { fatal: true });
    const encoder = new TextEncoder();
    return await inPieces({ bytes, file, signal }, (piece, stream) =>
      encoder.encode(decoder.decode(piece, { stream })),
    );
  } catch (error) {
    if (signal?.aborted) throw error;
    const odd = label.startsWith("utf-16") && bytes.length % 2 === 1;
    throw new AnalysisError("HF_READ_ENCODING", {
      what: `the file is not ${label} text`,
      file,
      got: odd ? `${bytes.length} bytes, an odd number` : undefined,
      expected: odd ? "two bytes for each character" : label,
      action: odd
        ? "Copy the file again: it may be cut off."
        : "State the encoding it was written in.",
      cause: error,
    });
  }
}

function singleByte(work: Work, encoding: SingleByte): Promise<Uint8Array> {
  return inPieces(work, (piece) => singleByteToUtf8(piece, encoding));
}

/** In pieces, because one text of the language cannot be longer than 512 MB, and so that the reading can be stopped. */
async function inPieces(
  { bytes, signal }: Work,
  convert: (piece: Uint8Array, more: boolean) => Uint8Array,
): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for (let at = 0; at === 0 || at < bytes.length; at += PIECE) {
    const more = at + PIECE < bytes.length;
    const piece = convert(bytes.subarray(at, at + PIECE), more);
    pieces.push(piece);
    size += piece.length;
    if (!more) break;
    await new Promise((resolve) => setImmediate(resolve));
    signal?.throwIfAborted();
  }
  const text = new Uint8Array(size);
  let to = 0;
  for (const piece of pieces) {
    text.set(piece, to);
    to += piece.length;
  }
  return text;
}

function notUtf8(bytes: Uint8Array, file: string): AnalysisError {
  const offset = firstInvalid(bytes);
  const { line, column } = placeOf(bytes, offset);
  const near = bytes.subarray(Math.max(0, offset - 10), offset + 10);
  const around = new TextDecoder().decode(singleByteToUtf8(near, "windows-1252"));
  const others = OTHERS.filter((label) => fitsLabel(bytes, label));
  return new AnalysisError("HF_READ_ENCODING", {
    what: "the file is not UTF-8 text",
    file,
    line,
    column,
    got: `byte 0x${bytes[offset].toString(16)}`,
    expected: "UTF-8",
    action:
      `Read as windows-1252 the place is ${JSON.stringify(around)}: if that looks right pass encoding: "windows-1252"` +
      `${others.length > 0 ? `; the bytes also fit ${others.join(", ")}` : ""}.`,
  });
}

function fitsLabel(bytes: Uint8Array, label: string): boolean {
  try {
    new TextDecoder(label, { fatal: true }).decode(bytes.subarray(0, 65536), { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** Finds the first byte of the first sequence that is not UTF-8 (Unicode standard, table 3-7). */
function firstInvalid(bytes: Uint8Array): number {
  let at = 0;
  while (at < bytes.length) {
    const lead = bytes[at];
    if (lead < 0x80) {
      at++;
      continue;
    }
    const more = lead >= 0xc2 && lead <= 0xdf ? 1 : lead >= 0xe0 && lead <= 0xef ? 2 : 3;
    if (lead < 0xc2 || lead > 0xf4 || !isUtf8(bytes.subarray(at, at + more + 1))) return at;
    at += more + 1;
  }
  return bytes.length - 1;
}

function holdsNul(bytes: Uint8Array, file: string): AnalysisError {
  return new AnalysisError("HF_READ_ENCODING", {
    what: "the file holds NUL bytes, as binary files do",
    file,
    ...placeOf(bytes, bytes.indexOf(0)),
    got: "byte 0x0",
    expected: "text",
    action:
      'Check that the file is text at all; when it is UTF-16 pass encoding: "utf-16le" or "utf-16be".',
  });
}
