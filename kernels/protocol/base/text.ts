import { isCount } from "./json.ts";

/**
 * A change of a text in the JSON form of @codemirror/state's ChangeSet: a number keeps that many UTF-16
 * units, `[n]` deletes n, `[n, ...lines]` replaces n by the lines. Text is LF inside.
 */
export type TextChange = readonly (number | readonly [number, ...string[]])[];

/** Tells whether a value has the form of a change: integers ≥ 0 and lines without line breaks. */
export function isTextChange(value: unknown): value is TextChange {
  return Array.isArray(value) && value.every(isSection);
}

function isSection(section: unknown): boolean {
  if (isCount(section)) return true;
  if (!Array.isArray(section) || !isCount(section[0])) return false;
  return section.slice(1).every((line) => typeof line === "string" && !/[\n\r]/.test(line));
}

/** Gives the changed text, or undefined when the change was made for a text of another length. */
export function applyTextChange(text: string, change: TextChange): string | undefined {
  let position = 0;
  let result = "";
  for (const section of change) {
    if (typeof section === "number") {
      result += text.slice(position, position + section);
      position += section;
    } else {
      const [deleted, ...lines] = section;
      result += lines.join("\n");
      position += deleted;
    }
  }
  return position === text.length ? result : undefined;
}

/** The change that turns one text into another: one replacement between common ends. */
export function textChangeBetween(before: string, after: string): TextChange {
  const limit = Math.min(before.length, after.length);
  let start = 0;
  while (start < limit && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let end = 0;
  while (
    end < limit - start &&
    before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end)
  )
    end++;
  const deleted = before.length - start - end;
  const inserted = after.slice(start, after.length - end);
  const change: (number | [number, ...string[]])[] = [];
  if (start > 0) change.push(start);
  if (deleted > 0 || inserted !== "")
    change.push(inserted === "" ? [deleted] : [deleted, ...inserted.split("\n")]);
  if (end > 0) change.push(end);
  return change;
}
