import {
  type CellState,
  type Notebook,
  type NotebookCell,
  type NotebookOutput,
  type NotebookState,
  normalLines,
  toNotebookCell,
} from "../../kernels/protocol/index.ts";
import { jsonText } from "./json-text.ts";
import type { CellOriginal, NotebookOriginal } from "./notebook-original.ts";
import { textsBelow } from "./number-texts.ts";
import { splitBundle, splitLines } from "./text-lines.ts";

/** Texts of cells by their objects: a cell that did not change is not written anew. */
const cellTexts = new WeakMap<object, { original: CellOriginal | undefined; text: string }>();

/**
 * The text of a notebook's file: nbformat 4.5 (or the file's later minor), one space per level, a final
 * newline, sources and text outputs as arrays of lines as Jupyter writes them. What the file had beyond
 * that is kept: the order of its keys, unknown keys, line ends, the texts of its numbers.
 *
 * @param original what `readNotebookFile` gave; left out for a new file
 */
export function notebookText(
  notebook: NotebookState | Pick<Notebook, "metadata" | "cells">,
  original?: NotebookOriginal,
): string {
  const cells = notebook.cells.map((cell) => cachedText(cell, original?.cells.get(cell.id)));
  // By a map: a file may name a key `__proto__`.
  const parts = new Map([
    ["cells", cells.length === 0 ? "[]" : `[\n  ${cells.join(",\n  ")}\n ]`],
    ["metadata", jsonText(notebook.metadata, 1, textsBelow(original?.numbers, "metadata"))],
    ["nbformat", "4"],
    ["nbformat_minor", String(Math.max(5, original?.minor ?? 5))],
  ]);
  const numbers = original?.numbers;
  for (const key of Object.keys(original?.unknown ?? {})) {
    const object = jsonText({ [key]: original?.unknown[key] }, 0, numbers);
    parts.set(key, object.slice(`{\n ${JSON.stringify(key)}: `.length, -"\n}".length));
  }
  const lines = orderedKeys([...parts.keys()], original?.keys).map(
    (key) => ` ${JSON.stringify(key)}: ${parts.get(key)}`,
  );
  const text = `{\n${lines.join(",\n")}\n}\n`;
  return original?.lineEnd === "\r\n" ? text.replaceAll("\n", "\r\n") : text;
}

function cachedText(cell: CellState | NotebookCell, original: CellOriginal | undefined): string {
  const cached = cellTexts.get(cell);
  if (cached && cached.original === original) return cached.text;
  const text = cellText("cell_type" in cell ? cell : toNotebookCell(cell), original);
  cellTexts.set(cell, { original, text });
  return text;
}

function cellText(cell: NotebookCell, original: CellOriginal | undefined): string {
  const value: Record<string, unknown> = {
    ...original?.unknown,
    ...cell,
    source: splitLines(sourceText(cell.source, original?.source)),
  };
  if (cell.cell_type === "code")
    value.outputs = cell.outputs.map((output, i) => savedOutput(output, original?.outputKeys[i]));
  else if (cell.attachments) {
    const bundles = Object.entries(cell.attachments as Record<string, Record<string, unknown>>);
    value.attachments = Object.fromEntries(bundles.map(([name, b]) => [name, splitBundle(b)]));
  }
  return jsonText(inOrder(value, original?.keys), 2, original?.numbers);
}

/** A source that nobody edited keeps its line ends; an edited one keeps CR LF if the file had only that. */
function sourceText(source: string, original: string | undefined): string {
  if (original === undefined) return source;
  if (normalLines(original) === source) return original;
  return /(^|[^\r])\n|\r(?!\n)/.test(original) ? source : source.replaceAll("\n", "\r\n");
}

function savedOutput(output: NotebookOutput, keys: readonly string[] | undefined): unknown {
  const sameKeys =
    keys?.length === Object.keys(output).length && keys.every((key) => Object.hasOwn(output, key));
  const value: Record<string, unknown> = { ...output };
  if (output.output_type === "stream") value.text = splitLines(output.text);
  if ("data" in output) value.data = splitBundle(output.data);
  return inOrder(value, sameKeys ? keys : undefined);
}

function inOrder(
  value: Record<string, unknown>,
  keys: readonly string[] | undefined,
): Record<string, unknown> {
  const entries = orderedKeys(Object.keys(value), keys).map((key) => [key, value[key]]);
  return Object.fromEntries(entries) as Record<string, unknown>;
}

/** Keys in the file's order, new ones at the end; all sorted, as Jupyter does, when the file's were or there is none. */
function orderedKeys(present: readonly string[], before: readonly string[] = []): string[] {
  const kept = before.filter((key) => present.includes(key));
  const isSorted = kept.every((key, i) => i === 0 || kept[i - 1]! < key);
  if (isSorted) return present.toSorted();
  return [...kept, ...present.filter((key) => !kept.includes(key))];
}
