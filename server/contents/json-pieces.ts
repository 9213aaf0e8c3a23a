/**
 * Cuts the text of a JSON object or array into its members, without parsing them: what nobody edits can be written
 * again as it stands, with its white space, the texts of its numbers and keys that come twice.
 */
export interface JsonPieces {
  readonly open: "{" | "[";
  readonly pieces: readonly JsonPiece[];
  /** What stands in brackets without members. */
  readonly empty: string;
}

/** A member: all of its text up to the comma or bracket, and where in it the value stands. */
export interface JsonPiece {
  readonly text: string;
  /** Of a member of an object, decoded. */
  readonly key: string | undefined;
  readonly valueStart: number;
  readonly valueEnd: number;
}

const QUOTE = 34;
const BACKSLASH = 92;

/**
 * @param json text that is known to be JSON (NaN and Infinity may stand for numbers)
 * @returns undefined when the value is neither an object nor an array
 */
export function cutJson(json: string): JsonPieces | undefined {
  let i = afterSpace(json, 0);
  const open = json[i];
  if (open !== "{" && open !== "[") return undefined;
  const pieces: JsonPiece[] = [];
  const begin = ++i;
  for (;;) {
    const start = i;
    i = afterSpace(json, i);
    if (json[i] === "}" || json[i] === "]") return { open, pieces, empty: json.slice(begin, i) };
    let key: string | undefined;
    if (open === "{") {
      const end = stringEnd(json, i);
      key = JSON.parse(json.slice(i, end)) as string;
      i = afterSpace(json, afterSpace(json, end) + 1);
    }
    const valueStart = i - start;
    i = valueEnd(json, i);
    const valueStop = i - start;
    i = afterSpace(json, i);
    const text = json.slice(start, i);
    pieces.push({ text, key, valueStart, valueEnd: valueStop });
    if (json[i] !== ",") return { open, pieces, empty: "" };
    i++;
  }
}

/** The text of a member's value. */
export function valueText({ text, valueStart, valueEnd: end }: JsonPiece): string {
  return text.slice(valueStart, end);
}

/** The member that counts under a key: the last, as JSON.parse has it. */
export function memberOf(pieces: JsonPieces | undefined, key: string): JsonPiece | undefined {
  return pieces?.pieces.findLast((piece) => piece.key === key);
}

/** The white space before the first member. */
export function leadOf(pieces: JsonPieces): string | undefined {
  const [first] = pieces.pieces;
  return first?.text.slice(0, afterSpace(first.text, 0));
}

function afterSpace(json: string, start: number): number {
  let i = start;
  for (;;) {
    const c = json.charCodeAt(i);
    if (c !== 32 && c !== 10 && c !== 13 && c !== 9) return i;
    i++;
  }
}

function stringEnd(json: string, start: number): number {
  let i = start + 1;
  for (;;) {
    const c = json.charCodeAt(i);
    if (c === QUOTE) return i + 1;
    i += c === BACKSLASH ? 2 : 1;
  }
}

function valueEnd(json: string, start: number): number {
  let i = start;
  let depth = 0;
  for (;;) {
    const c = json.charCodeAt(i);
    if (c === QUOTE) {
      i = stringEnd(json, i);
      if (depth === 0) return i;
      continue;
    }
    if (c === 123 || c === 91) depth++;
    else if (c === 125 || c === 93) {
      if (depth === 0) return i; // of a number, before the bracket around it
      if (--depth === 0) return i + 1;
    } else if (depth === 0 && !isScalar(c)) return i;
    i++;
  }
}

/** Signs of numbers and of the words true, false, null, NaN, Infinity. */
function isScalar(c: number): boolean {
  return (
    (c >= 48 && c <= 57) ||
    (c >= 65 && c <= 90) ||
    (c >= 97 && c <= 122) ||
    c === 43 ||
    c === 45 ||
    c === 46
  );
}
