import {
  type CodeQuestion,
  codePointsBefore,
  type NotebookState,
  offsetOfCodePoint,
} from "../../../kernels/protocol/index.ts";
import { cursorContext, declarationText, KEYWORDS } from "../../../kernels/source/index.ts";

const MAX_MATCHES = 500;
const WORD = /[\p{ID_Start}$_][\p{ID_Continue}$]*/gu;

/** Ways to go on that the texts of the notebook know: the content of a complete_reply. */
export function staticCompletion(state: NotebookState, { code, cursor_pos }: CodeQuestion): object {
  const offset = offsetOfCodePoint(code, cursor_pos);
  const context = cursorContext(code, offset);
  const found = new Map<string, string>();
  const from = context.kind === "none" ? offset : context.from;
  if (context.kind === "name" || context.kind === "member") {
    const begun = context.prefix.toLowerCase();
    const add = (text: string, type: string): void => {
      if (text.toLowerCase().startsWith(begun) && text !== context.prefix && !found.has(text))
        found.set(text, type);
    };
    const rest = code.slice(0, from) + code.slice(offset);
    for (const text of [rest, ...sourcesOf(state)]) {
      if (context.kind === "member") {
        for (const [, name] of text.matchAll(/\.\s*([\p{ID_Start}$_][\p{ID_Continue}$]*)/gu))
          add(name!, "property");
      } else for (const [name] of text.matchAll(WORD)) if (name.length > 1) add(name, "text");
    }
    if (context.kind === "name") {
      for (const name of Object.getOwnPropertyNames(globalThis)) add(name, "instance");
      for (const word of KEYWORDS) add(word, "keyword");
    }
  }
  const start = codePointsBefore(code, from);
  const matches = [...found].slice(0, MAX_MATCHES);
  return {
    status: "ok",
    matches: matches.map(([text]) => text),
    cursor_start: start,
    cursor_end: cursor_pos,
    metadata: {
      _jupyter_types_experimental: matches.map(([text, type]) => ({
        text,
        type,
        start,
        end: cursor_pos,
      })),
    },
  };
}

/** The newest declaration of the name at a place in the texts of the notebook: the content of an inspect_reply. */
export function staticInspection(state: NotebookState, { code, cursor_pos }: CodeQuestion): object {
  const offset = offsetOfCodePoint(code, cursor_pos);
  const name = nameAt(code, offset);
  const found =
    name === undefined
      ? undefined
      : [...sourcesOf(state), code]
          .map((source) => declarationText(source, name))
          .findLast((declaration) => declaration !== undefined);
  if (!found) return { status: "ok", found: false, data: {}, metadata: {} };
  const { signature, docs } = found;
  const data = {
    "text/plain": [signature, docs].filter(Boolean).join("\n"),
    "text/markdown": [`\`\`\`typescript\n${signature}\n\`\`\``, docs].filter(Boolean).join("\n\n"),
  };
  return { status: "ok", found: true, data, metadata: {} };
}

function nameAt(code: string, offset: number): string | undefined {
  if (cursorContext(code, offset).kind !== "name") return undefined;
  for (const { index, 0: word } of code.matchAll(WORD))
    if (index <= offset && offset <= index + word.length) return word;
  return undefined;
}

function sourcesOf({ cells }: NotebookState): string[] {
  return cells.filter(({ type }) => type === "code").map(({ source }) => source);
}
