/** The first place at which bytes are no JSON. */
export interface JsonFault {
  readonly offset: number;
  /** What stands there, for the message. */
  readonly got: string;
  readonly expected: string;
  /** What to do, when the mistake is a known one. */
  readonly action?: string;
  /** True when a whole value came before: the file may be one value per line. */
  readonly afterValue: boolean;
}

type Wait = "value" | "value or ]" | "key" | "key or }" | ":" | ", or ]" | ", or }" | "end";

const EXPECTED: Readonly<Record<Wait, string>> = {
  value: "a value",
  "value or ]": "a value or ]",
  key: "a name in double quotes",
  "key or }": "a name in double quotes or }",
  ":": "a colon",
  ", or ]": "a comma or ]",
  ", or }": "a comma or }",
  end: "the end of the text",
};

/** Deeper nesting than this is refused, because tools that read it on break at it. */
export const MAX_DEPTH = 1000;

const QUOTE = 34;

/**
 * Finds the first fault of JSON (RFC 8259) by its own reading, so that the place is the same on every version of Node; undefined when
 * there is none. It keeps a stack of its own, so that depth is no danger.
 */
export function findJsonFault(bytes: Uint8Array, start = 0): JsonFault | undefined {
  const stack: number[] = [];
  let wait: Wait = "value";
  let at = start;
  for (;;) {
    while (isSpace(bytes[at])) at++;
    const byte = bytes[at];
    if (at >= bytes.length) return wait === "end" ? undefined : faultAt(bytes, bytes.length, wait);
    if (wait === ":") {
      if (byte !== 58) return faultAt(bytes, at, wait);
      wait = "value";
      at++;
    } else if (wait === "end") return faultAt(bytes, at, wait);
    else if (wait === ", or ]" || wait === ", or }") {
      if (byte === 44) wait = wait === ", or ]" ? "value" : "key";
      else if (byte === (wait === ", or ]" ? 93 : 125)) wait = afterClose(stack);
      else return faultAt(bytes, at, wait);
      at++;
    } else if (wait === "key" || wait === "key or }") {
      if (byte === 125 && wait === "key or }") {
        wait = afterClose(stack);
        at++;
        continue;
      }
      if (byte !== QUOTE) return faultAt(bytes, at, wait);
      const end = stringEnd(bytes, at);
      if (end < 0) return stringFault(bytes, -end);
      at = end;
      wait = ":";
    } else if (byte === 91 || byte === 123) {
      stack.push(byte);
      if (stack.length > MAX_DEPTH) return tooDeep(at);
      wait = byte === 91 ? "value or ]" : "key or }";
      at++;
    } else if (byte === 93 && wait === "value or ]") {
      wait = afterClose(stack);
      at++;
    } else {
      const end = byte === QUOTE ? stringEnd(bytes, at) : scalarEnd(bytes, at);
      if (end < 0) return byte === QUOTE ? stringFault(bytes, -end) : faultAt(bytes, at, wait);
      at = end;
      wait = afterValue(stack);
    }
  }
}

function afterClose(stack: number[]): Wait {
  stack.pop();
  return afterValue(stack);
}

function afterValue(stack: readonly number[]): Wait {
  if (stack.length === 0) return "end";
  return stack[stack.length - 1] === 91 ? ", or ]" : ", or }";
}

function isSpace(byte: number | undefined): boolean {
  return byte === 32 || byte === 10 || byte === 13 || byte === 9;
}

/** Where a string ends; minus the place of its fault (a control character, a bad escape, the end of the text). */
function stringEnd(bytes: Uint8Array, from: number): number {
  for (let at = from + 1; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) return at + 1;
    if (byte < 32) return -at;
    if (byte !== 92) continue;
    at++;
    const letter = String.fromCharCode(bytes[at] ?? 0);
    if (letter === "u") {
      const hex = String.fromCharCode(...bytes.subarray(at + 1, at + 5));
      if (!/^[0-9a-fA-F]{4}$/.test(hex)) return -(at - 1);
      at += 4;
    } else if (!'"\\/bfnrt'.includes(letter)) return -(at - 1);
  }
  return -bytes.length;
}

const SCALAR = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?)$/;

function scalarEnd(bytes: Uint8Array, from: number): number {
  const end = wordEnd(bytes, from);
  // A number may be very long; what is longer than this is judged by its start.
  const word = String.fromCharCode(...bytes.subarray(from, Math.min(end, from + 5000)));
  return SCALAR.test(word) ? end : -1;
}

function wordEnd(bytes: Uint8Array, from: number): number {
  let end = from;
  while (end < bytes.length && !isSpace(bytes[end]) && !isMark(bytes[end])) end++;
  return end;
}

function isMark(byte: number): boolean {
  return (
    byte === 44 ||
    byte === 58 ||
    byte === 91 ||
    byte === 93 ||
    byte === 123 ||
    byte === 125 ||
    byte === QUOTE
  );
}

function stringFault(bytes: Uint8Array, at: number): JsonFault {
  if (at >= bytes.length)
    return {
      offset: at,
      got: "the end of the text",
      expected: "the quote that closes a text",
      afterValue: false,
    };
  const control = bytes[at] < 32;
  return {
    offset: at,
    got: control
      ? `${bytes[at] === 10 ? "a line end" : "a control character"} inside of a text`
      : `the escape ${decoded(bytes, at, at + 2)}`,
    expected: control
      ? "the quote that closes the text"
      : 'one of \\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX',
    action: control ? "Close the quote, or write \\n for a line end and \\t for a tab." : undefined,
    afterValue: false,
  };
}

function tooDeep(at: number): JsonFault {
  return {
    offset: at,
    got: `more than ${MAX_DEPTH} brackets inside of each other`,
    expected: `at most ${MAX_DEPTH}`,
    action: "Check the program that wrote it, or take the inner part out first.",
    afterValue: false,
  };
}

function faultAt(bytes: Uint8Array, at: number, wait: Wait): JsonFault {
  const expected = EXPECTED[wait];
  if (at >= bytes.length)
    return {
      offset: at,
      got: "the end of the text",
      expected,
      action: "The file is cut off, or a bracket is never closed.",
      afterValue: false,
    };
  const end = Math.max(at + 1, Math.min(wordEnd(bytes, at), at + 40));
  const word = decoded(bytes, at, end);
  return {
    offset: at,
    got: JSON.stringify(word),
    expected,
    action: hint(word, bytes, at, wait),
    afterValue: wait === "end",
  };
}

function hint(word: string, bytes: Uint8Array, at: number, wait: Wait): string | undefined {
  if (/^[-+]?(?:NaN|nan|Infinity|inf)$/.test(word))
    return `JSON has no ${word}: write null for it.`;
  if (/^(?:None|undefined|NULL|Null|NA)$/.test(word)) return `JSON has no ${word}: write null.`;
  if (/^(?:True|False|TRUE|FALSE)$/.test(word))
    return `JSON writes ${word.toLowerCase()} in small letters.`;
  if (word.startsWith("//") || word.startsWith("/*") || word.startsWith("#"))
    return "JSON has no comments: take them out.";
  if (word.startsWith("'"))
    return "JSON has double quotes around texts and names, not single ones.";
  if ((word === "]" || word === "}") && before(bytes, at) === 44)
    return "Take out the comma before it: JSON has none behind the last item.";
  if (/^[-+]?[.\d]/.test(word) && (wait === "value" || wait === "value or ]"))
    return "JSON writes numbers as 12, -0.5 or 1e3: no leading zero, no plus sign, a digit before the point.";
  return undefined;
}

function before(bytes: Uint8Array, at: number): number | undefined {
  let back = at - 1;
  while (back >= 0 && isSpace(bytes[back])) back--;
  return bytes[back];
}

function decoded(bytes: Uint8Array, start: number, end: number): string {
  return new TextDecoder().decode(bytes.subarray(start, end)).replace(/\ufffd+$/, "");
}
