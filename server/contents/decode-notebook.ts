import { HoldfastError } from "../../kernels/protocol/index.ts";

/** First bytes of what is no text, and what it is. */
const FORMS: readonly (readonly [readonly number[], string])[] = [
  [[0x50, 0x4b, 3, 4], "a ZIP archive; unpack it first"],
  [[0x50, 0x4b, 5, 6], "an empty ZIP archive"],
  [[0x1f, 0x8b], "compressed (gzip); unpack it first"],
  [[0x42, 0x5a, 0x68], "compressed (bzip2); unpack it first"],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], "compressed (xz); unpack it first"],
  [[0x28, 0xb5, 0x2f, 0xfd], "compressed (Zstandard); unpack it first"],
  [[0x25, 0x50, 0x44, 0x46], "a PDF"],
  [[0x89, 0x50, 0x4e, 0x47], "a PNG image"],
  [[0xff, 0xd8, 0xff], "a JPEG image"],
];

/**
 * The text of a notebook's file, a byte order mark included.
 *
 * @throws HoldfastError HF_NOTEBOOK_INVALID, with what the bytes are
 */
export function decodeNotebook(bytes: Uint8Array, name: string): string {
  const form = formOf(bytes);
  // Asked first: an archive or UTF-16 may be UTF-8 by chance.
  if (form !== undefined) throw noText(name, form, undefined);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw noText(name, "not UTF-8 text", cause);
  }
}

function noText(name: string, form: string, cause: unknown): HoldfastError {
  return new HoldfastError("HF_NOTEBOOK_INVALID", `${name} is ${form}`, {
    expected: "UTF-8",
    ...(form.startsWith("UTF-") && { action: "Save it as UTF-8 with an editor, then open it." }),
    cause,
  });
}

function formOf(bytes: Uint8Array): string | undefined {
  const [a, b, c, d] = bytes;
  if (bytes.length > 0 && bytes.subarray(0, 64).every((byte) => byte === 0))
    return "filled with zero bytes, as a crash of the machine may leave a file";
  if (a === 0xff && b === 0xfe) return "UTF-16 text (little-endian)";
  if (a === 0xfe && b === 0xff) return "UTF-16 text (big-endian)";
  return (
    FORMS.find(([magic]) => magic.every((byte, i) => byte === bytes[i]))?.[1] ??
    withoutMark([a, b, c, d])
  );
}

/** UTF-16 without its mark: every other byte of the first signs is zero. */
function withoutMark([a, b, c, d]: readonly (number | undefined)[]): string | undefined {
  if (a !== 0 && b === 0 && c !== 0 && d === 0) return "UTF-16 text (little-endian)";
  if (a === 0 && b !== 0 && c === 0 && d !== 0) return "UTF-16 text (big-endian)";
  return undefined;
}
