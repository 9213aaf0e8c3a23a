import { type JsonForm, JUPYTER_FORM, lineAt } from "./json-patch.ts";
import { type NumberTexts, textsBelow } from "./number-texts.ts";

/**
 * JSON as Jupyter writes it, or in the form of the file that it goes into; non-ASCII kept.
 *
 * @param level how deep the value stands: its further lines are indented by that
 * @param numbers texts of numbers that JavaScript would write in another way; each is kept while the
 *   number at its place is still the same
 */
export function jsonText(
  value: unknown,
  level: number,
  numbers?: NumberTexts,
  form: JsonForm = JUPYTER_FORM,
): string {
  if (numbers) return textWith(value, level, numbers, form);
  if (form.unit === undefined) return JSON.stringify(value);
  const text = JSON.stringify(value, null, form.unit);
  const line = lineAt(form, level);
  return line === "\n" ? text : text.replaceAll("\n", line);
}

function textWith(value: unknown, level: number, numbers: NumberTexts, form: JsonForm): string {
  if (typeof value !== "object" || value === null) return jsonText(value, level, undefined, form);
  const isArray = Array.isArray(value);
  const colon = form.unit === undefined ? ":" : ": ";
  const items: string[] = [];
  for (const [key, item] of Object.entries(value)) {
    if (item === undefined && !isArray) continue;
    const text = numbers.get(key);
    const written =
      typeof text === "string" && isSameNumber(item, text)
        ? text
        : jsonText(item ?? null, level + 1, textsBelow(numbers, key), form);
    items.push(isArray ? written : `${JSON.stringify(key)}${colon}${written}`);
  }
  const [open, close] = isArray ? ["[", "]"] : ["{", "}"];
  if (items.length === 0) return open + close;
  const line = lineAt(form, level + 1);
  return `${open}${line}${items.join(`,${line}`)}${lineAt(form, level)}${close}`;
}

/** NaN is read as its name; a number beyond JavaScript's range is Infinity, and null once it has travelled. */
function isSameNumber(item: unknown, text: string): boolean {
  const number = Number(text);
  return item === number || item === text || (item === null && !Number.isFinite(number));
}
