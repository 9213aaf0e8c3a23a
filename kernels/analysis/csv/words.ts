import { decode } from "../columns/strings.ts";
import { dropBlanks, hasBlankEdge, skipBlanks } from "./blanks.ts";

/**
 * Words that mean "missing" in a column of numbers, dates or booleans (the list of pandas' read_csv, other spellings of
 * the same words, the errors of spreadsheets, and \N of database exports). In a text column they stay text: NA can be Namibia.
 */
export const missingWords: ReadonlySet<string> = new Set([
  "#DIV/0!",
  "#N/A",
  "#N/A N/A",
  "#NA",
  "#NAME?",
  "#NULL!",
  "#NUM!",
  "#REF!",
  "#VALUE!",
  "-1.#IND",
  "-1.#QNAN",
  "-NaN",
  "-nan",
  "1.#IND",
  "1.#QNAN",
  "<NA>",
  "N/A",
  "NA",
  "NULL",
  "NaN",
  "None",
  "Null",
  "\\N",
  "n/a",
  "na",
  "nan",
  "none",
  "null",
]);

const LONGEST = 9;

/** Tells whether bytes are one of the words. */
export function isMissingWord(
  bytes: Uint8Array,
  start: number,
  end: number,
  words: ReadonlySet<string>,
): boolean {
  const first = skipBlanks(bytes, start, end);
  const last = dropBlanks(bytes, first, end);
  if (first === last) return true;
  if (words === missingWords && last - first > LONGEST) return false;
  return words.has(decode(bytes, first, last));
}

/** Reads true or false in any case, white space around it allowed: 1, 0, or -1 for anything else. */
export function parseBoolean(bytes: Uint8Array, from: number, to: number): number {
  if (to - from < 4) return -1;
  const blank = hasBlankEdge(bytes, from, to);
  const start = blank ? skipBlanks(bytes, from, to) : from;
  const length = (blank ? dropBlanks(bytes, start, to) : to) - start;
  // Setting bit 5 makes ASCII letters lower case.
  if (length === 4) return matches(bytes, start, TRUE) ? 1 : -1;
  if (length === 5) return matches(bytes, start, FALSE) ? 0 : -1;
  return -1;
}

const TRUE = [116, 114, 117, 101];
const FALSE = [102, 97, 108, 115, 101];

function matches(bytes: Uint8Array, start: number, word: readonly number[]): boolean {
  for (let i = 0; i < word.length; i++) if ((bytes[start + i] | 32) !== word[i]) return false;
  return true;
}
