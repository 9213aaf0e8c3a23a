import { isJsonMime, isLines, type MimeBundle } from "../../protocol/index.ts";
import { plainText } from "./plain-text.ts";

/**
 * A bundle that a person's code made, as it may travel: JSON under JSON types, strings under all others.
 * Arrays of strings are lines, bytes become base64; what is undefined is left out.
 */
export function textValues(bundle: object): MimeBundle {
  const entries = Object.entries(bundle)
    .filter(([, value]) => value !== undefined)
    .map(([mime, value]: [string, unknown]) => [mime, isJsonMime(mime) ? value : textOf(value)]);
  return Object.fromEntries(entries) as MimeBundle;
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (isLines(value)) return value.join("");
  if (value instanceof Uint8Array)
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("base64");
  return plainText(value);
}
