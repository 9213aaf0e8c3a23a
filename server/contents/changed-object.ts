import type { JsonObject } from "../../kernels/protocol/index.ts";
import { type JsonForm, patchedObject } from "./json-patch.ts";
import { cutJson } from "./json-pieces.ts";
import { jsonText } from "./json-text.ts";
import { numberTexts, textsBelow } from "./number-texts.ts";
import { isSameValue } from "./same-value.ts";

/**
 * An object's text with what has changed of its members, the rest as it stands.
 *
 * @param before what was read, and its text in the file; undefined where the file has none
 * @param level how deep its members stand
 */
export function changedObject(
  now: JsonObject,
  before: { readonly read: JsonObject; readonly text: string | undefined },
  form: JsonForm,
  level: number,
): string {
  const { read, text } = before;
  const pieces = text === undefined ? undefined : cutJson(text);
  if (pieces?.open !== "{" || text === undefined) return jsonText(now, level - 1, undefined, form);
  const numbers = numberTexts(text);
  const changes = new Map<string, string | undefined>();
  for (const key of Object.keys(read)) if (!Object.hasOwn(now, key)) changes.set(key, undefined);
  for (const [key, value] of Object.entries(now)) {
    const was = Object.hasOwn(read, key) ? read[key] : undefined;
    if (isSameValue(value, was)) continue;
    changes.set(key, jsonText(value ?? null, level, textsBelow(numbers, key), form));
  }
  return patchedObject(pieces, changes, form, level);
}
