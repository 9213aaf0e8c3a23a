import { isCount, isObject, offsetOfCodePoint } from "../../kernels/protocol/index.ts";
import { monaco } from "./monaco.ts";

/** Asks for completions of a code at a place, counted in UTF-16 units. */
export type AskCompletion = (code: string, offset: number) => Promise<unknown>;

interface Completion {
  readonly text: string;
  readonly type: string;
}

const askers = new WeakMap<monaco.editor.ITextModel, AskCompletion>();

/** Lets a model's completions come from `ask`, which gives the content of Jupyter's complete_reply. */
export function completeFrom(model: monaco.editor.ITextModel, ask: AskCompletion): void {
  askers.set(model, ask);
}

/** Connects the suggest widget once for all cells. */
export function registerCompletion(languageId: string): void {
  monaco.languages.registerCompletionItemProvider(languageId, {
    triggerCharacters: [".", "/", "'", '"'],
    provideCompletionItems: async (model, position) => {
      const ask = askers.get(model);
      if (!ask) return { suggestions: [] };
      const code = model.getValue();
      try {
        const reply = await ask(code, model.getOffsetAt(position));
        return { suggestions: suggestions(reply, code, model) };
      } catch {
        // Completion is a help, not a promise: without an answer there is none.
        return { suggestions: [] };
      }
    },
  });
}

function suggestions(
  reply: unknown,
  code: string,
  model: monaco.editor.ITextModel,
): monaco.languages.CompletionItem[] {
  if (!isObject(reply) || !isCount(reply.cursor_start) || !isCount(reply.cursor_end)) return [];
  const start = model.getPositionAt(offsetOfCodePoint(code, reply.cursor_start));
  const end = model.getPositionAt(offsetOfCodePoint(code, reply.cursor_end));
  const range = monaco.Range.fromPositions(start, end);
  return completions(reply).map(({ text, type }, i) => ({
    label: text,
    insertText: text,
    kind: kinds.get(type) ?? monaco.languages.CompletionItemKind.Variable,
    sortText: String(i).padStart(5, "0"),
    range,
  }));
}

function completions(reply: Record<string, unknown>): Completion[] {
  const metadata = isObject(reply.metadata) ? reply.metadata : {};
  const typed = metadata._jupyter_types_experimental;
  if (Array.isArray(typed) && typed.length > 0) {
    return typed
      .filter((item) => isObject(item) && typeof item.text === "string")
      .map((item: Record<string, unknown>) => ({
        text: String(item.text),
        type: String(item.type ?? ""),
      }));
  }
  const matches = Array.isArray(reply.matches) ? reply.matches : [];
  return matches.map((text) => ({ text: String(text), type: "" }));
}

const { CompletionItemKind } = monaco.languages;
const kinds = new Map([
  ["function", CompletionItemKind.Function],
  ["method", CompletionItemKind.Method],
  ["class", CompletionItemKind.Class],
  ["interface", CompletionItemKind.Interface],
  ["module", CompletionItemKind.Module],
  ["keyword", CompletionItemKind.Keyword],
  ["property", CompletionItemKind.Property],
  ["const", CompletionItemKind.Constant],
  ["file", CompletionItemKind.File],
  ["folder", CompletionItemKind.Folder],
  ["text", CompletionItemKind.Text],
]);
