/**
 * The numbers of a JSON text that JavaScript would write in another way (`1.0`, `1e-05`,
 * `12345678901234567890`, `-0`), each under the keys and indexes that lead to it.
 */
export type NumberTexts = Map<string, string | NumberTexts>;

interface Frame {
  /** Where the current key stands in the text; for an array -1. */
  keyStart: number;
  keyEnd: number;
  index: number;
  texts: NumberTexts | undefined;
}

const QUOTE = 34;
const BACKSLASH = 92;

/**
 * Finds the numbers whose text would change, so that a save can keep it.
 *
 * @param json a text that JSON.parse has accepted
 * @returns undefined when there is none, as in most files
 */
export function numberTexts(json: string): NumberTexts | undefined {
  const root: NumberTexts = new Map();
  const stack: Frame[] = [];
  let top: Frame | undefined;
  let i = 0;
  while (i < json.length) {
    const c = json.charCodeAt(i);
    if (c === QUOTE) {
      const end = stringEnd(json, i);
      if (top && top.keyStart >= 0 && isKey(json, end)) {
        top.keyStart = i;
        top.keyEnd = end;
      }
      i = end;
    } else if (c === 123 || c === 91) {
      top = { keyStart: c === 123 ? i : -1, keyEnd: i, index: 0, texts: undefined };
      stack.push(top);
      i++;
    } else if (c === 125 || c === 93) {
      stack.pop();
      top = stack.at(-1);
      i++;
    } else if (c === 44) {
      if (top) top.index++;
      i++;
    } else if (c === 45 || (c >= 48 && c <= 57)) {
      const end = numberEnd(json, i);
      if (top && changes(json, i, end)) remember(json, root, stack, json.slice(i, end));
      i = end;
    } else i++;
  }
  return root.size > 0 ? root : undefined;
}

/** The texts below a key or index. */
export function textsBelow(
  texts: NumberTexts | undefined,
  ...path: readonly string[]
): NumberTexts | undefined {
  let below = texts;
  for (const key of path) {
    const next = below?.get(key);
    below = typeof next === "object" ? next : undefined;
  }
  return below;
}

function stringEnd(json: string, start: number): number {
  let i = start + 1;
  while (json.charCodeAt(i) !== QUOTE) i += json.charCodeAt(i) === BACKSLASH ? 2 : 1;
  return i + 1;
}

function isKey(json: string, end: number): boolean {
  let i = end;
  while (/\s/.test(json[i] ?? "")) i++;
  return json[i] === ":";
}

function numberEnd(json: string, start: number): number {
  let i = start + 1;
  // Digits, sign, point, exponent.
  while (i < json.length && "0123456789+-.eE".includes(json[i]!)) i++;
  return i;
}

function changes(json: string, start: number, end: number): boolean {
  const text = json.slice(start, end);
  return String(Number(text)) !== text;
}

function remember(json: string, root: NumberTexts, stack: readonly Frame[], text: string): void {
  let texts = root;
  for (const [depth, frame] of stack.entries()) {
    const key =
      frame.keyStart < 0
        ? String(frame.index)
        : (JSON.parse(json.slice(frame.keyStart, frame.keyEnd)) as string);
    if (depth === stack.length - 1) texts.set(key, text);
    else {
      const below = texts.get(key);
      const next: NumberTexts = typeof below === "object" ? below : new Map();
      texts.set(key, next);
      texts = next;
    }
  }
}
