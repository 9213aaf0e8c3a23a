import { type JsonPiece, type JsonPieces, leadOf } from "./json-pieces.ts";

/** How new text is set: the white space of one level (undefined = all on one line) and the line end. */
export interface JsonForm {
  readonly unit: string | undefined;
  readonly lineEnd: string;
}

/** As Jupyter writes it. */
export const JUPYTER_FORM: JsonForm = { unit: " ", lineEnd: "\n" };

/** The white space at the beginning of a line so deep in the text. */
export function lineAt(form: JsonForm, level: number): string {
  return form.unit === undefined ? "" : form.lineEnd + form.unit.repeat(level);
}

/**
 * An object's text with some of its values replaced, added or (undefined) left out; the rest as it stands.
 *
 * @param level how deep the object's members stand
 */
export function patchedObject(
  before: JsonPieces,
  changes: ReadonlyMap<string, string | undefined>,
  form: JsonForm,
  level: number,
): string {
  if (changes.size === 0 && before.pieces.length === 0) return `{${before.empty}}`;
  const last = new Map(before.pieces.map((piece, i) => [piece.key, i]));
  const parts = before.pieces.flatMap((piece, i): { key: string; text: string }[] => {
    const key = piece.key ?? "";
    if (!changes.has(key)) return [{ key, text: piece.text }];
    const value = changes.get(key);
    if (value === undefined) return [];
    // Of a key that comes twice the last counts.
    if (last.get(key) !== i) return [{ key, text: piece.text }];
    const text = piece.text.slice(0, piece.valueStart) + value + piece.text.slice(piece.valueEnd);
    return [{ key, text }];
  });
  const lead = leadOf(before) ?? lineAt(form, level);
  const colon = form.unit === undefined ? ":" : ": ";
  const isSorted = parts.every(({ key }, i) => i === 0 || parts[i - 1]!.key < key);
  for (const [key, value] of changes) {
    if (value === undefined || last.has(key)) continue;
    const at = isSorted ? parts.findIndex((part) => part.key > key) : -1;
    const text = `${lead}${JSON.stringify(key)}${colon}${value}`;
    parts.splice(at < 0 ? parts.length : at, 0, { key, text });
  }
  return joined(
    "{",
    parts.map(({ text }) => text),
    before,
    { form, level },
  );
}

/** An array's text: items that stand in it, by their index, and new ones. */
export function patchedArray(
  before: JsonPieces | undefined,
  items: readonly (JsonPiece | string)[],
  form: JsonForm,
  level: number,
): string {
  const lead = (before && leadOf(before)) ?? lineAt(form, level);
  const texts = items.map((item) => (typeof item === "string" ? lead + item : item.text));
  return joined("[", texts, before, { form, level });
}

/** A member of an array with another value, its white space as it was. */
export function withValue(piece: JsonPiece, value: string): JsonPiece {
  const text = piece.text.slice(0, piece.valueStart) + value + piece.text.slice(piece.valueEnd);
  return { ...piece, text, valueEnd: piece.valueStart + value.length };
}

/** Joins members; the white space before the closing bracket stays the last's, whoever is last now. */
function joined(
  open: "{" | "[",
  texts: readonly string[],
  before: JsonPieces | undefined,
  { form, level }: { readonly form: JsonForm; readonly level: number },
): string {
  const close = open === "{" ? "}" : "]";
  if (texts.length === 0) return open + close;
  const was = before?.pieces.at(-1);
  const trail = was === undefined ? lineAt(form, level - 1) : was.text.slice(was.valueEnd);
  const wasTrailed = was !== undefined && texts.at(-1) === was.text;
  if (wasTrailed) return open + texts.join(",") + close;
  const inner = texts.map((text, i) => {
    if (i === texts.length - 1) return text.trimEnd() + trail;
    // What was last has the white space of the end: it is not any more.
    return text === was?.text ? text.trimEnd() : text;
  });
  return open + inner.join(",") + close;
}
