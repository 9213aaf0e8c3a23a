/**
 * Text of a cell as it may go to a terminal (S22): colours stay, every other control sequence is shown, so that
 * a notebook cannot move the cursor, set a title or answer for the person.
 */
export function printable(text: string): string {
  return text
    .split(COLOUR)
    .map((part, i) => (i % 2 === 1 ? part : part.replace(CONTROL, escaped)))
    .join("");
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are the subject
const COLOUR = /(\x1b\[[0-9;]{0,20}m)/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are the subject
const CONTROL = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

function escaped(character: string): string {
  return `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`;
}
