import { isUtf8 } from "node:buffer";
import { placeOf } from "../csv/faults.ts";
import { AnalysisError } from "../errors.ts";

/**
 * Turns bytes of any encoding into UTF-8.
 *
 * Without a stated encoding a byte order mark decides, else the bytes must be UTF-8: nothing is guessed, because a wrong guess
 * damages names silently.
 *
 * @param encoding a WHATWG label such as "windows-1252", "iso-8859-1", "utf-16le", "shift_jis"
 * @throws HF_READ_ENCODING naming line and column of the first byte that does not fit; TypeError for an unknown label
 */
export function toUtf8(bytes: Uint8Array, encoding: string | undefined, file: string): Uint8Array {
  const mark =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? "utf-16le"
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? "utf-16be"
        : undefined;
  const label = (encoding ?? mark ?? "utf-8").toLowerCase();
  if (label === "utf-8" || label === "utf8") {
    if (!isUtf8(bytes)) throw notUtf8(bytes, file);
    // A file of UTF-16 without a mark is valid UTF-8 when it is ASCII, full of NUL.
    if (bytes.subarray(0, 1024).includes(0)) throw looksLikeUtf16(bytes, file);
    return bytes;
  }
  try {
    return new TextEncoder().encode(new TextDecoder(label, { fatal: true }).decode(bytes));
  } catch (error) {
    if (error instanceof RangeError)
      throw new TypeError(`encoding: got ${JSON.stringify(encoding)}, which is not known`);
    throw new AnalysisError("HF_READ_ENCODING", {
      what: `the file is not ${label} text`,
      file,
      expected: label,
      action: "State the encoding it was written in.",
      cause: error,
    });
  }
}

function notUtf8(bytes: Uint8Array, file: string): AnalysisError {
  const offset = firstInvalid(bytes);
  const { line, column } = placeOf(bytes, offset);
  const around = new TextDecoder("windows-1252").decode(
    bytes.subarray(Math.max(0, offset - 10), offset + 10),
  );
  return new AnalysisError("HF_READ_ENCODING", {
    what: "the file is not UTF-8 text",
    file,
    line,
    column,
    got: `byte 0x${bytes[offset].toString(16)}`,
    expected: "UTF-8",
    action: `Read as windows-1252 the place is ${JSON.stringify(around)}: if that looks right pass encoding: "windows-1252".`,
  });
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

function looksLikeUtf16(bytes: Uint8Array, file: string): AnalysisError {
  const at = bytes.indexOf(0);
  return new AnalysisError("HF_READ_ENCODING", {
    what: "the file holds NUL bytes, as text in UTF-16 does",
    file,
    ...placeOf(bytes, at),
    got: "byte 0x0",
    expected: "UTF-8",
    action: `Pass encoding: "${at % 2 === 1 ? "utf-16le" : "utf-16be"}", or check that the file is text at all.`,
  });
}
