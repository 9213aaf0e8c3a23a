const TRUE = new Set(["true", "yes", "y", "t", "on", "1"]);
const FALSE = new Set(["false", "no", "n", "f", "off", "0"]);
/** Longer texts are no truth values even with some space around them. */
const LONGEST = 32;

/** Reads a truth value in any case: true/false, yes/no, y/n, t/f, on/off, 1/0; undefined for anything else. */
export function parseBoolText(
  text: string,
): { value: boolean; plain: boolean; digit: boolean } | undefined {
  if (text.length > LONGEST) return undefined;
  const word = text.trim().toLowerCase();
  const value = TRUE.has(word);
  if (!value && !FALSE.has(word)) return undefined;
  return { value, plain: text === "true" || text === "false", digit: word === "1" || word === "0" };
}
