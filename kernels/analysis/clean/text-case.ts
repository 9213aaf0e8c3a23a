import { said } from "../base/arguments.ts";
import { compareText } from "../base/compare-text.ts";

/** What happens to upper and lower case: "unify" gives all spellings that differ only in case the most frequent one. */
export type TextCase = "unify" | "keep" | "lower" | "upper" | "title";

/** Trims a text and makes every run of white space inside one space. */
export function collapseSpaces(text: string): string {
  return text.trim().replace(/\s+/g, " ");
}

/** Gives every word a capital letter and makes the rest lower case, as Python's title(). */
function titleCase(text: string): string {
  return text
    .toLowerCase()
    .replace(/\p{L}[\p{L}\p{M}]*/gu, (word) => word.charAt(0).toUpperCase() + word.slice(1));
}

/** Finds for each text the spelling it gets; `counts` says how often each text occurs. */
export function caseReplacements(
  texts: readonly string[],
  counts: ArrayLike<number>,
  rule: TextCase,
): string[] {
  switch (rule) {
    case "keep":
      return [...texts];
    case "lower":
      return texts.map((text) => text.toLowerCase());
    case "upper":
      return texts.map((text) => text.toUpperCase());
    case "title":
      return texts.map(titleCase);
    case "unify":
      return unified(texts, counts);
    default: {
      const never: never = rule;
      throw new Error(`no such case: ${said(never)}`);
    }
  }
}

function unified(texts: readonly string[], counts: ArrayLike<number>): string[] {
  const folded = texts.map((text) => text.toLowerCase());
  // Texts that are equal already (after the spaces are gone) count together.
  const tally = new Map<string, number>();
  texts.forEach((text, k) => {
    tally.set(text, (tally.get(text) ?? 0) + counts[k]);
  });
  const best = new Map<string, string>();
  texts.forEach((text, k) => {
    const held = best.get(folded[k]);
    const more = held === undefined ? 1 : tally.get(text)! - tally.get(held)!;
    if (more > 0 || (more === 0 && compareText(text, held!) < 0)) best.set(folded[k], text);
  });
  return folded.map((key) => best.get(key)!);
}
