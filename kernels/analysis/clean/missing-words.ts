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
  const firsts = new Set(
    [...known].flatMap((word) => [word.charCodeAt(0), word.toUpperCase().charCodeAt(0)]),
  );
  return (text) => {
    const first = text.charCodeAt(0);
    // Most texts are decided by their first character; space and what is beyond ASCII takes the long way.
    if (first > 32 && first < 128 && !firsts.has(first)) return false;
    return known.has(text.trim().toLowerCase());
  };
}
