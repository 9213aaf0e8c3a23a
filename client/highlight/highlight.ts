import { html, type TemplateResult } from "lit";
import type { CellType } from "../../kernels/protocol/index.ts";
import { tokenizeMarkdown, tokenizePlain } from "./markdown.ts";
import { START, type Tokenizer } from "./token.ts";
import { tokenizeTypeScript } from "./typescript.ts";

/** The tokenizer for a type of cell. */
export const tokenizers: Readonly<Record<CellType, Tokenizer>> = {
  code: tokenizeTypeScript,
  markdown: tokenizeMarkdown,
  raw: tokenizePlain,
};

/** A longer text is shown without colours: each piece is an element of the page. */
export const MAX_COLOURED = 200_000;

/** The coloured text of a cell as it stands when no editor is in it. */
export function highlight(source: string, type: CellType): TemplateResult[] {
  const tokenize = source.length > MAX_COLOURED ? tokenizePlain : tokenizers[type];
  let state = START;
  return source.split("\n").map((line, n) => {
    const { tokens, end } = tokenize(line, state);
    state = end;
    const pieces = tokens.map(({ start, kind }, i) => {
      const text = line.slice(start, tokens[i + 1]?.start);
      return kind === "plain" ? text : html`<span class="tok-${kind}">${text}</span>`;
    });
    return html`${n > 0 ? "\n" : ""}${pieces}`;
  });
}
