import { scanTo } from "../../source/index.ts";
import { positionAt } from "./syntax-error.ts";
import type { SyntaxHint } from "./syntax-hints.ts";

interface OddCharacters {
  readonly characters: string;
  readonly what: string;
  readonly write: string;
}

/** Characters that look like those of code, or like nothing. */
const ODD: readonly OddCharacters[] = [
  { characters: "“”„‟«»″", what: "a typographic quote", write: '"' },
  { characters: "‘’‚‛′´", what: "a typographic quote", write: "'" },
  { characters: "–—−‒―", what: "a dash", write: "-" },
  { characters: "×", what: "a multiplication sign", write: "*" },
  { characters: "÷", what: "a division sign", write: "/" },
  { characters: "≤", what: "a comparison of mathematics", write: "<=" },
  { characters: "≥", what: "a comparison of mathematics", write: ">=" },
  { characters: "≠", what: "a comparison of mathematics", write: "!==" },
  { characters: "…", what: "an ellipsis", write: "..." },
  { characters: "；", what: "a wide semicolon", write: ";" },
  { characters: "，、", what: "a wide comma", write: "," },
  { characters: "：", what: "a wide colon", write: ":" },
  { characters: "（", what: "a wide bracket", write: "(" },
  { characters: "）", what: "a wide bracket", write: ")" },
  { characters: "｛", what: "a wide brace", write: "{" },
  { characters: "｝", what: "a wide brace", write: "}" },
  { characters: "＝", what: "a wide equals sign", write: "=" },
  { characters: "＋", what: "a wide plus sign", write: "+" },
];
const INVISIBLE = "\u200b\u200c\u200d\u2060\u00ad\u200e\u200f\u202a\u202c\u0000";

/** The first such character that stands in code, on the line where the parser stopped. */
export function oddCharacter(source: string, offset: number): SyntaxHint | undefined {
  const start = source.lastIndexOf("\n", offset - 1) + 1;
  const end = source.indexOf("\n", start);
  const last = end < 0 ? source.length : end;
  for (let i = start; i < last; i++) {
    const character = source[i]!;
    if (character < "\x80" && character !== "\0") continue;
    const isInvisible = INVISIBLE.includes(character);
    const odd = ODD.find(({ characters }) => characters.includes(character));
    if (!(odd || isInvisible) || scanTo(source, i).kind !== "code") continue;
    const code = `U+${source.charCodeAt(i).toString(16).toUpperCase().padStart(4, "0")}`;
    const { column } = positionAt(source, i);
    const text = odd
      ? `\`${character}\` (${code}) is ${odd.what}, which has no meaning in code: write ${odd.write}`
      : `An invisible character (${code}) stands at column ${column}: delete it`;
    return { text, offset: i };
  }
  return undefined;
}
