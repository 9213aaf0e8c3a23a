/** Words that mean "missing" in messy data, compared after trimming and in lower case. */
export const defaultMissingWords: readonly string[] = [
  "",
  "#n/a",
  "-",
  "?",
  "missing",
  "n/a",
  "na",
  "nan",
  "none",
  "null",
];

/** Makes the test for missing words: trimmed, any case. */
export function missingTest(words: readonly string[]): (text: string) => boolean {
  const known = new Set(words.map((word) => word.trim().toLowerCase()));
  return (text) => known.has(text.trim().toLowerCase());
}
