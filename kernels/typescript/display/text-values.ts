import { isJsonMime, isLines, type Json, type MimeBundle } from "../../protocol/index.ts";
import { plainText } from "./plain-text.ts";

/**
 * A bundle that a person's code made, as it may travel: JSON under JSON types, strings under all others.
 * Arrays of strings are lines, bytes become base64; what is undefined is left out.
 */
export function textValues(bundle: object): MimeBundle {
  const entries = Object.entries(bundle)
    .filter(([, value]) => value !== undefined)
    .map(([mime, value]: [string, unknown]) => [
      mime,
      isJsonMime(mime) ? jsonOf(value) : textOf(value),
    ]);
  return Object.fromEntries(entries) as MimeBundle;
}

/** As JSON has it, so that sending it runs nothing of the value's own. */
function jsonOf(value: unknown): Json {
  return JSON.parse(JSON.stringify(value) ?? "null") as Json;
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (isLines(value)) return value.join("");
  if (value instanceof Uint8Array)
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("base64");
  return plainText(value);
}
