import { isObject } from "../../kernels/protocol/index.ts";
import { monaco } from "./monaco.ts";

/** Asks what stands at a place of a code, counted in UTF-16 units; gives the content of Jupyter's inspect_reply. */
export type AskInspection = (code: string, offset: number) => Promise<unknown>;

const askers = new WeakMap<monaco.editor.ITextModel, AskInspection>();

/** Lets a model's hovers and parameter hints come from `ask`. */
export function inspectFrom(model: monaco.editor.ITextModel, ask: AskInspection): void {
  askers.set(model, ask);
}

/** Connects hovers and parameter hints once for all cells. */
export function registerInspection(languageId: string): void {
  monaco.languages.registerHoverProvider(languageId, {
    provideHover: async (model, position) => {
      const word = model.getWordAtPosition(position);
      if (!word) return null;
      const markdown = (await dataAt(model, position))["text/markdown"];
      if (markdown === undefined) return null;
      const { lineNumber } = position;
      return {
        range: new monaco.Range(lineNumber, word.startColumn, lineNumber, word.endColumn),
        contents: [{ value: markdown }],
      };
    },
  });
  monaco.languages.registerSignatureHelpProvider(languageId, {
    signatureHelpTriggerCharacters: ["(", ","],
    provideSignatureHelp: async (model, position) => {
      const [signature, ...docs] = ((await dataAt(model, position))["text/plain"] ?? "").split(
        "\n",
      );
      if (!signature || !/^(?:async )?(?:function|class|const)\b.*\(/.test(signature)) return null;
      const documentation = docs.join("\n");
      return {
        value: {
          signatures: [{ label: signature, documentation, parameters: [] }],
          activeSignature: 0,
          activeParameter: 0,
        },
        dispose: () => {},
      };
    },
  });
}

/** What is known at a place, by MIME type: a help, not a promise; without an answer there is nothing. */
async function dataAt(
  model: monaco.editor.ITextModel,
  position: monaco.Position,
): Promise<Record<string, string>> {
  try {
    const reply = await askers.get(model)?.(model.getValue(), model.getOffsetAt(position));
    if (!isObject(reply) || reply.found !== true || !isObject(reply.data)) return {};
    return Object.fromEntries(
      Object.entries(reply.data).filter(
        (entry): entry is [string, string] => typeof entry[1] === "string",
      ),
    );
  } catch {
    return {};
  }
}
