import {
  isObject,
  type Notebook,
  type NotebookCell,
  type ReadNotebook,
} from "../../kernels/protocol/index.ts";
import { type JsonForm, withValue } from "./json-patch.ts";
import {
  cutJson,
  type JsonPiece,
  type JsonPieces,
  leadOf,
  memberOf,
  valueText,
} from "./json-pieces.ts";

/** What a save takes over from the file: its text, cut into what can be changed on its own. */
export interface NotebookOriginal {
  /** What stands before and after the JSON: a byte order mark, white space. */
  readonly before: string;
  readonly after: string;
  readonly form: JsonForm;
  /** Members of the top level; undefined for a file of an older version, which is written anew. */
  readonly top: JsonPieces | undefined;
  readonly list: JsonPieces | undefined;
  readonly notebook: Notebook;
  /** It was of an older version. */
  readonly upgraded: boolean;
  readonly cells: ReadonlyMap<string, CellOriginal>;
}

/** A cell as its file has it, and what was read of it. */
export interface CellOriginal {
  readonly piece: JsonPiece;
  readonly read: NotebookCell;
  /** The file names it by the id that it has here. */
  readonly hasId: boolean;
}

/**
 * Remembers the text of a file of nbformat 4; of an older one only what is not upgraded.
 *
 * @param json the text that was parsed; NaN and the like may stand in it
 */
export function notebookOriginal(
  text: string,
  value: Record<string, unknown>,
  { notebook, upgraded }: ReadNotebook,
): NotebookOriginal {
  const before = /^[\ufeff\s]*/.exec(text)![0];
  const after = /\s*$/.exec(text.slice(-1000))![0];
  const top = cutJson(text.slice(before.length))!;
  const lead = leadOf(top) ?? "\n ";
  const lineEnd = /\r\n?|\n/.exec(lead)?.[0];
  const unit =
    lineEnd === undefined ? undefined : lead.slice(lead.lastIndexOf(lineEnd.at(-1)!) + 1);
  const form: JsonForm = { unit, lineEnd: lineEnd ?? "\n" };
  const isOlder = value.worksheets !== undefined && !Array.isArray(value.cells);
  if (isOlder || Number(value.nbformat ?? 4) < 4) {
    const empty = { top: undefined, list: undefined, cells: new Map<string, CellOriginal>() };
    return { before, after, form, notebook, upgraded, ...empty };
  }
  const member = memberOf(top, "cells");
  const list = member && cutJson(valueText(member));
  // It stands in the list already: the text of a large file is not held twice.
  const shell = {
    ...top,
    pieces: top.pieces.map((piece) => (list && piece === member ? withValue(piece, "[]") : piece)),
  };
  const cells = new Map<string, CellOriginal>();
  for (const [i, piece] of (list?.pieces ?? []).entries()) {
    const read = notebook.cells[i];
    const raw: unknown = (value.cells as readonly unknown[])[i];
    const hasId = isObject(raw) && raw.id === read?.id;
    if (read) cells.set(read.id, { piece, read, hasId });
  }
  return { before, after, form, top: shell, list, notebook, upgraded, cells };
}
