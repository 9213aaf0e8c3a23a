/** Words and rows of keys that a guess begins with; what is left of a token without them counts. */
const KNOWN = [
  "password",
  "passwort",
  "passw0rd",
  "letmein",
  "welcome",
  "changeme",
  "default",
  "administrator",
  "admin",
  "holdfast",
  "jupyter",
  "notebook",
  "localhost",
  "example",
  "secret",
  "token",
  "server",
  "qwertyuiop",
  "qwertz",
  "qwerty",
  "asdfghjkl",
  "asdf",
  "zxcvbnm",
  "correcthorsebatterystaple",
  "correct",
  "horse",
  "battery",
  "staple",
  "lorem",
  "ipsum",
  "deadbeef",
  "cafebabe",
  "test",
  "root",
  "user",
  "demo",
];
const ROWS = [
  "abcdefghijklmnopqrstuvwxyz",
  "01234567890",
  "zyxwvutsrqponmlkjihgfedcba",
  "09876543210",
];
/** So many bits one of the words is worth. */
const WORD_BITS = 8;
/** A letter of a word is worth less than one by chance, … */
const LETTER_OF_WORD_BITS = 2.5;
/** … and what stands between words hardly varies. */
const BETWEEN_WORDS_BITS = 3;
/** The share of vowels in words is above this; by chance it is 23 %. */
const LEAST_VOWELS = 0.28;
/** A token with fewer different characters is a pattern. */
const FEW_CHARACTERS = 8;

/**
 * How many bits a token has at most, as somebody would guess it: known words, rows of keys and repetitions count little,
 * words count as words, and the rest as its length in the kinds of characters that it has. An estimate from above.
 */
export function tokenBits(token: string): number {
  const repeated = token.slice(0, periodOf(token));
  let bits = 0;
  let rest = repeated;
  for (const word of KNOWN) {
    const parts = rest.split(new RegExp(word, "i"));
    bits += (parts.length - 1) * WORD_BITS;
    rest = parts.join("");
  }
  rest = withoutRows(rest).replace(/(.)\1{2,}/g, "$1");
  return bits + bitsOfRest(rest, token);
}

function bitsOfRest(rest: string, token: string): number {
  const letters = rest.replace(/[^A-Za-z]/g, "").length;
  if (isWords(rest))
    return letters * LETTER_OF_WORD_BITS + (rest.length - letters) * BETWEEN_WORDS_BITS;
  const distinct = new Set(rest).size;
  const choices = distinct < FEW_CHARACTERS ? distinct : charsetOf(token);
  return rest.length * Math.log2(Math.max(1, choices));
}

/** Words with something between them, rather than letters by chance: each in one case, most of them long, with vowels. */
function isWords(text: string): boolean {
  if (/^[0-9a-f]*$/i.test(text)) return false;
  const words = text.split(/[^A-Za-z]+|(?=[A-Z][a-z])/).filter((word) => word !== "");
  const length = words.reduce((sum, word) => sum + word.length, 0);
  return (
    words.length > 0 &&
    length / words.length >= 4 &&
    text.replace(/[^aeiouy]/gi, "").length / length >= LEAST_VOWELS &&
    words.every((word) => /^([A-Za-z]?[a-z]*|[A-Z]*)$/.test(word))
  );
}

/** Takes out what follows the character before it in the alphabet or the digits, four at a time and more. */
function withoutRows(text: string): string {
  let left = "";
  for (let i = 0; i < text.length; ) {
    let end = i + 1;
    while (end < text.length && isRow(text.slice(i, end + 1).toLowerCase())) end++;
    left += end - i >= 4 ? text[i] : text.slice(i, end);
    i = end;
  }
  return left;
}

function isRow(text: string): boolean {
  return ROWS.some((row) => row.includes(text));
}

/** After how many characters a text begins again. */
function periodOf(text: string): number {
  for (let n = 1; n <= text.length / 2; n++) {
    if (
      text
        .slice(0, n)
        .repeat(Math.ceil(text.length / n))
        .slice(0, text.length) === text
    )
      return n;
  }
  return text.length;
}

function charsetOf(token: string): number {
  if (/^[0-9]*$/.test(token)) return 10;
  if (/^[0-9a-f]*$/i.test(token)) return 16;
  const kinds = [
    [/[a-z]/, 26],
    [/[A-Z]/, 26],
    [/[0-9]/, 10],
    [/[^A-Za-z0-9]/, 32],
  ] as const;
  return kinds.reduce((sum, [kind, size]) => sum + (kind.test(token) ? size : 0), 0);
}
