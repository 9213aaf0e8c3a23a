import { html, type TemplateResult } from "lit";
import type { CellType } from "../../kernels/protocol/index.ts";
import { tokenizeMarkdown, tokenizePlain } from "./markdown.ts";
import { START, type Tokenizer, type TokenKind } from "./token.ts";
import { tokenizeTypeScript } from "./typescript.ts";

/** The tokenizer for a type of cell. */
export const tokenizers: Readonly<Record<CellType, Tokenizer>> = {
  code: tokenizeTypeScript,
  markdown: tokenizeMarkdown,
  raw: tokenizePlain,
};

/** A longer text is shown without colours: each piece is an element of the page. */
const MAX_COLOURED = 200_000;

/** A piece of a line that is all of one kind. */
export interface Piece {
  readonly text: string;
  readonly kind: TokenKind;
}

/** The pieces of a text, line by line. */
export function piecesOf(source: string, type: CellType): readonly (readonly Piece[])[] {
  const tokenize = source.length > MAX_COLOURED ? tokenizePlain : tokenizers[type];
  let state = START;
  return source.split("\n").map((line) => {
    const { tokens, end } = tokenize(line, state);
    state = end;
    return tokens.map(({ start, kind }, i) => ({
      text: line.slice(start, tokens[i + 1]?.start),
      kind,
    }));
  });
}

/** The coloured text of a cell as it stands when no editor is in it. */
export function highlight(source: string, type: CellType): TemplateResult[] {
  return piecesOf(source, type).map((line, n) => {
    const pieces = line.map(({ text, kind }) =>
      kind === "plain" ? text : html`<span class="tok-${kind}">${text}</span>`,
    );
    return html`${n > 0 ? "\n" : ""}${pieces}`;
  });
}
