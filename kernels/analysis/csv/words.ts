/**
 * Words that mean "missing" in a column of numbers, dates or booleans (the list of pandas' read_csv). In a text column they stay
 * text: NA can be Namibia.
 */
export const missingWords: ReadonlySet<string> = new Set([
  "#N/A",
  "#N/A N/A",
  "#NA",
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
  "n/a",
  "nan",
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
  let first = start;
  let last = end;
  while (first < last && bytes[first] === 32) first++;
  while (last > first && bytes[last - 1] === 32) last--;
  if (first === last) return true;
  if (words === missingWords && last - first > LONGEST) return false;
  let text = "";
  for (let i = first; i < last; i++) text += String.fromCharCode(bytes[i]);
  return words.has(text);
}

/** Reads true or false in any case: 1, 0, or -1 for anything else. */
export function parseBoolean(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start;
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
