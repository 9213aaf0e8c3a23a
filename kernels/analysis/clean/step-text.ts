import type { Column } from "../columns/column.ts";
import { distinctTexts, recode } from "./distinct.ts";
import { caseReplacements, collapseSpaces, type TextCase } from "./text-case.ts";

/** Repairs spaces and case of a text column; a text of nothing but spaces becomes missing. */
export function repairText(
  column: Column,
  options: { spaces: boolean; case: TextCase },
): { column: Column; rows: Int32Array; rule: string } {
  const distinct = distinctTexts(column);
  const spaced = options.spaces ? distinct.texts.map(collapseSpaces) : distinct.texts;
  const cased = caseReplacements(spaced, distinct.counts, options.case);
  const replacements = cased.map((text) => (text === "" && options.spaces ? null : text));
  const spaces = spaced.some((text, k) => text !== distinct.texts[k]);
  const cases = cased.some((text, k) => text !== spaced[k]);
  const words = [spaces ? "spaces" : "", cases ? `case (${options.case})` : ""].filter(Boolean);
  return { ...recode(column, distinct, replacements), rule: words.join(" and ") };
}
