import type { Column } from "../columns/column.ts";
import { distinctTexts, recode } from "./distinct.ts";

/** Makes the words that mean missing missing. */
export function clearMissingWords(
  column: Column,
  isMissing: (text: string) => boolean,
): { column: Column; rows: Int32Array; rule: string } {
  const distinct = distinctTexts(column);
  const words = distinct.texts.filter(isMissing);
  const replacements = distinct.texts.map((text) => (isMissing(text) ? null : text));
  const shown = words
    .slice(0, 6)
    .map((word) => JSON.stringify(word))
    .join(", ");
  return {
    ...recode(column, distinct, replacements),
    rule: `words that mean missing: ${shown}${words.length > 6 ? ", …" : ""}`,
  };
}
