import {
  type CellState,
  type JsonObject,
  type Notebook,
  type NotebookCell,
  type NotebookState,
  toNotebookCell,
} from "../../kernels/protocol/index.ts";
import { LoopTurns } from "../base/loop-turns.ts";
import { cellJson, patchedCell } from "./cell-text.ts";
import { changedObject } from "./changed-object.ts";
import {
  type JsonForm,
  JUPYTER_FORM,
  patchedArray,
  patchedObject,
  withValue,
} from "./json-patch.ts";
import { type JsonPiece, memberOf, valueText } from "./json-pieces.ts";
import { jsonText } from "./json-text.ts";
import type { CellOriginal, NotebookOriginal } from "./notebook-original.ts";
import { isSameValue } from "./same-value.ts";

/** What is written of a cell, by its object: a cell that did not change is not written anew. */
const written = new WeakMap<
  object,
  {
    readonly original: CellOriginal | undefined;
    readonly form: JsonForm;
    readonly item: JsonPiece | string;
  }
>();

type Saved = NotebookState | Pick<Notebook, "metadata" | "cells">;

/**
 * The text of a notebook's file. What the file had and nobody edited stays as it stands there, byte for byte: cells,
 * outputs, keys, white space. What is new is nbformat 4.5, with sources and texts as arrays of lines as Jupyter writes
 * them, in the indentation and line ends of the file.
 *
 * @param original what `readNotebookFile` gave; left out for a new file
 */
export function notebookText(notebook: Saved, original?: NotebookOriginal): string {
  const { top, form = JUPYTER_FORM } = original ?? {};
  if (!original || !top) return freshText(notebook, original);
  const changes = new Map<string, string>();
  if (original.list || notebook.cells.length > 0)
    changes.set("cells", cellsText(notebook, original));
  const metadata = metadataText(notebook.metadata, original);
  if (metadata !== undefined) changes.set("metadata", metadata);
  const minor = memberOf(top, "nbformat_minor");
  if (minor === undefined || !isLaterMinor(valueText(minor), original.notebook.nbformat_minor))
    changes.set("nbformat_minor", String(original.notebook.nbformat_minor));
  if (memberOf(top, "nbformat") === undefined) changes.set("nbformat", "4");
  return original.before + patchedObject(top, changes, form, 1) + original.after;
}

/** Makes the texts of the cells that changed, which `notebookText` keeps, without holding up everybody for seconds. */
export async function readyTexts(
  { cells }: Pick<NotebookState, "cells">,
  original?: NotebookOriginal,
): Promise<void> {
  const turns = new LoopTurns();
  const kept = original?.top ? original : undefined;
  for (const cell of cells) {
    itemOf(cell, kept?.cells.get(cell.id), kept?.form ?? JUPYTER_FORM);
    await turns.next();
  }
}

function isLaterMinor(text: string, minor: number): boolean {
  return Number(text.replaceAll('"', "")) === minor;
}

/** A file that is new, or was of an older version: all of it anew. */
function freshText(notebook: Saved, original: NotebookOriginal | undefined): string {
  const cells = notebook.cells.map((cell) => itemOf(cell, undefined, JUPYTER_FORM));
  const minor = original?.notebook.nbformat_minor ?? 5;
  const lines = [
    `"cells": ${patchedArray(undefined, cells, JUPYTER_FORM, 2)}`,
    `"metadata": ${jsonText(notebook.metadata, 1)}`,
    `"nbformat": 4`,
    `"nbformat_minor": ${minor}`,
  ];
  const text = `{\n ${lines.join(",\n ")}\n}\n`;
  const { lineEnd = "\n" } = original?.form ?? {};
  return lineEnd === "\n" ? text : text.replaceAll("\n", lineEnd);
}

function cellsText(notebook: Saved, { cells, list, form }: NotebookOriginal): string {
  const items = notebook.cells.map((cell) => itemOf(cell, cells.get(cell.id), form));
  if (items.length === 0 && list?.pieces.length === 0) return `[${list.empty}]`;
  return patchedArray(list, items, form, 2);
}

function itemOf(
  cell: CellState | NotebookCell,
  original: CellOriginal | undefined,
  form: JsonForm,
): JsonPiece | string {
  const cached = written.get(cell);
  if (cached && cached.original === original && cached.form === form) return cached.item;
  if (original?.hasId && isUntouched(cell, original.read)) return original.piece;
  const now = "cell_type" in cell ? cell : toNotebookCell(cell);
  const item = original ? keptItem(now, original, form) : cellJson(now, form);
  written.set(cell, { original, form, item });
  return item;
}

/** Whether all that a cell is made of are the very objects that were read. */
function isUntouched(cell: CellState | NotebookCell, read: NotebookCell): boolean {
  if (cell === read) return true;
  if ("cell_type" in cell || cell.type !== read.cell_type) return false;
  if (cell.source !== read.source || cell.metadata !== read.metadata) return false;
  return read.cell_type === "code"
    ? cell.outputs === read.outputs && cell.executionCount === read.execution_count
    : cell.attachments === read.attachments && cell.unknown === read.unknown;
}

function keptItem(cell: NotebookCell, { piece, read }: CellOriginal, form: JsonForm): JsonPiece {
  const text = patchedCell(cell, { text: valueText(piece), read }, form);
  return text === undefined ? piece : withValue(piece, text);
}

/** Undefined when nothing of it has changed. */
function metadataText(
  metadata: JsonObject,
  { top, notebook, form, upgraded }: NotebookOriginal,
): string | undefined {
  let { metadata: read } = notebook;
  const member = memberOf(top, "metadata");
  // It tells of a version that the file no longer is of.
  const isOutdated = upgraded && member && valueText(member).includes('"orig_nbformat"');
  if (isOutdated) read = { ...read, orig_nbformat: 0 };
  if (isSameValue(metadata, read)) return undefined;
  return changedObject(metadata, { read, text: member && valueText(member) }, form, 2);
}
