import { isObject, type JsonObject, type Notebook } from "../../kernels/protocol/index.ts";
import { type NumberTexts, textsBelow } from "./number-texts.ts";

/** What a save takes over from the file beside the notebook itself. */
export interface NotebookOriginal {
  readonly lineEnd: "\n" | "\r\n";
  readonly minor: number;
  /** Keys of the top level, in the file's order. */
  readonly keys: readonly string[];
  /** Values of keys that the format does not know. */
  readonly unknown: JsonObject;
  readonly numbers: NumberTexts | undefined;
  readonly cells: ReadonlyMap<string, CellOriginal>;
}

export interface CellOriginal {
  readonly keys: readonly string[];
  readonly unknown: JsonObject;
  readonly numbers: NumberTexts | undefined;
  /** The source as the file has it, when its line ends are not LF. */
  readonly source: string | undefined;
  readonly outputKeys: readonly (readonly string[])[];
}

const NOTEBOOK_KEYS = new Set(["nbformat", "nbformat_minor", "metadata", "cells", "worksheets"]);
const CELL_KEYS = new Set([
  "id",
  "cell_type",
  "metadata",
  "source",
  "outputs",
  "execution_count",
  "attachments",
]);

/** Remembers the form of a file of nbformat 4; of an older one only what is not upgraded. */
export function notebookOriginal(
  value: Record<string, unknown>,
  notebook: Notebook,
  facts: { readonly lineEnd: "\n" | "\r\n"; readonly numbers: NumberTexts | undefined },
): NotebookOriginal {
  const { lineEnd, numbers } = facts;
  const cells = new Map<string, CellOriginal>();
  if (Array.isArray(value.cells) && value.nbformat === 4) {
    const shared = new Map<string, readonly string[]>();
    const share = (keys: readonly string[]): readonly string[] => {
      const name = keys.join("\n");
      if (!shared.has(name)) shared.set(name, keys);
      return shared.get(name)!;
    };
    for (const [i, cell] of notebook.cells.entries()) {
      const raw: unknown = value.cells[i];
      if (!isObject(raw)) continue;
      const below = textsBelow(numbers, "cells", String(i));
      cells.set(cell.id, cellOriginal(raw, below, share));
    }
  }
  return {
    lineEnd,
    minor: notebook.nbformat_minor,
    keys: Object.keys(value).filter((key) => key !== "worksheets"),
    unknown: unknownOf(value, NOTEBOOK_KEYS),
    numbers,
    cells,
  };
}

function cellOriginal(
  raw: Record<string, unknown>,
  numbers: NumberTexts | undefined,
  share: (keys: readonly string[]) => readonly string[],
): CellOriginal {
  const { source, outputs } = raw;
  const text = Array.isArray(source) ? source.join("") : source;
  const list: readonly unknown[] = Array.isArray(outputs) ? outputs : [];
  return {
    keys: share(Object.keys(raw)),
    unknown: unknownOf(raw, CELL_KEYS),
    numbers,
    source: typeof text === "string" && text.includes("\r") ? text : undefined,
    outputKeys: list.map((output) => share(isObject(output) ? Object.keys(output) : [])),
  };
}

function unknownOf(value: Record<string, unknown>, known: ReadonlySet<string>): JsonObject {
  const entries = Object.entries(value).filter(([key]) => !known.has(key));
  return Object.fromEntries(entries) as JsonObject;
}
