/**
 * Foreign text as it may go to a terminal or a log (S22, S35): every character that could move the cursor, set a title,
 * answer for the person or turn the direction of a line is shown as its code. There is no other such function.
 */

/** A text that stays one line, whatever stands in it: a name, a user, a message. */
export function printableLine(text: string): string {
  return text.replace(HIDDEN, escaped);
}

/** Text of a cell: its lines, tabs and colours stay. */
export function printable(text: string): string {
  return text
    .split(COLOUR)
    .map((part, i) => (i % 2 === 1 ? part : part.replace(HIDDEN_IN_LINES, escaped)))
    .join("");
}

/** A value as one line of JSON: a program reads the same value, a terminal shows the codes. */
export function jsonLine(value: unknown): string {
  return JSON.stringify(value).replace(HIDDEN, (character) =>
    // In two halves beyond the first plane, as JSON has it.
    [...Array(character.length).keys()]
      .map((i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, "0")}`)
      .join(""),
  );
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are the subject
const COLOUR = /(\x1b\[[0-9;]{0,20}m)/;
// Not the two joiners: words of some languages, and emoji, are written with them.
const HIDDEN = /(?!\u200c|\u200d)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
const HIDDEN_IN_LINES = /(?!\u200c|\u200d|\t|\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

function escaped(character: string): string {
  if (character === "\n") return "\\n";
  const code = character.codePointAt(0)!.toString(16);
  if (code.length <= 2) return `\\x${code.padStart(2, "0")}`;
  return code.length <= 4 ? `\\u${code.padStart(4, "0")}` : `\\u{${code}}`;
}
