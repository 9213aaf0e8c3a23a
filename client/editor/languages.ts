import type { CellType } from "../../kernels/protocol/index.ts";
import { tokenizers } from "../highlight/highlight.ts";
import { START, type Tokenizer } from "../highlight/token.ts";
import { monaco } from "./monaco.ts";

/** The editor's language for a type of cell. */
export const languageIds: Readonly<Record<CellType, string>> = {
  code: "typescript",
  markdown: "markdown",
  raw: "plaintext",
};

class State implements monaco.languages.IState {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  clone(): State {
    return this;
  }

  equals(other: monaco.languages.IState): boolean {
    return other instanceof State && other.text === this.text;
  }
}

function provider(tokenize: Tokenizer): monaco.languages.TokensProvider {
  return {
    getInitialState: () => new State(START),
    tokenize: (line, state) => {
      const { tokens, end } = tokenize(line, (state as State).text);
      return {
        tokens: tokens.map(({ start, kind }) => ({ startIndex: start, scopes: kind })),
        endState: new State(end),
      };
    },
  };
}

/** Makes the editor colour text exactly as the static cells do. */
export function registerLanguages(): void {
  for (const type of ["code", "markdown", "raw"] as const) {
    const id = languageIds[type];
    monaco.languages.register({ id });
    monaco.languages.setTokensProvider(id, provider(tokenizers[type]));
  }
  monaco.languages.setLanguageConfiguration(languageIds.code, {
    comments: { lineComment: "//", blockComment: ["/*", "*/"] },
    brackets: [
      ["{", "}"],
      ["[", "]"],
      ["(", ")"],
    ],
    autoClosingPairs: [
      { open: "{", close: "}" },
      { open: "[", close: "]" },
      { open: "(", close: ")" },
      { open: '"', close: '"', notIn: ["string"] },
      { open: "'", close: "'", notIn: ["string", "comment"] },
      { open: "`", close: "`", notIn: ["string", "comment"] },
    ],
    indentationRules: {
      increaseIndentPattern: /^.*[{[(]\s*$/,
      decreaseIndentPattern: /^\s*[}\])]/,
    },
  });
}
