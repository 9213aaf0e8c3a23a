import { type NumberTexts, textsBelow } from "./number-texts.ts";

/**
 * JSON as Jupyter writes it: one space per level, non-ASCII kept.
 *
 * @param level how deep the value stands: its further lines are indented by that many spaces
 * @param numbers texts of numbers that JavaScript would write in another way; each is kept while the
 *   number at its place is still the same
 */
export function jsonText(value: unknown, level: number, numbers?: NumberTexts): string {
  if (numbers) return textWith(value, level, numbers);
  const text = JSON.stringify(value, null, 1);
  return level === 0 ? text : text.replaceAll("\n", `\n${" ".repeat(level)}`);
}

function textWith(value: unknown, level: number, numbers: NumberTexts): string {
  if (typeof value !== "object" || value === null) return jsonText(value, level);
  const isArray = Array.isArray(value);
  const items: string[] = [];
  for (const [key, item] of Object.entries(value)) {
    if (item === undefined && !isArray) continue;
    const text = numbers.get(key);
    const written =
      typeof text === "string" && isSameNumber(item, text)
        ? text
        : jsonText(item ?? null, level + 1, textsBelow(numbers, key));
    items.push(isArray ? written : `${JSON.stringify(key)}: ${written}`);
  }
  const [open, close] = isArray ? ["[", "]"] : ["{", "}"];
  if (items.length === 0) return open + close;
  const line = `\n${" ".repeat(level + 1)}`;
  return `${open}${line}${items.join(`,${line}`)}\n${" ".repeat(level)}${close}`;
}

/** A number beyond JavaScript's range is Infinity when it is read, and null once it has travelled. */
function isSameNumber(item: unknown, text: string): boolean {
  const number = Number(text);
  return item === number || (item === null && !Number.isFinite(number));
}
