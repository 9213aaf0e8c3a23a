import { HoldfastError } from "../base/errors.ts";
import { isCellId } from "../base/ids.ts";
import { isCount, isObject, type Json, type JsonObject } from "../base/json.ts";
import type { Notebook, NotebookCell } from "./nbformat.ts";
import { readOutputs } from "./read-outputs.ts";
import { invalid, joinBundle, readCount, readObject, readText } from "./read-values.ts";
import { unknownCellText } from "./unknown.ts";
import { upgradeFrom3 } from "./upgrade.ts";

export interface ReadNotebook {
  /** nbformat 4.5 or a later minor, texts joined, sources with LF line ends. */
  readonly notebook: Notebook;
  /** It was of an older version of the format. */
  readonly upgraded: boolean;
  /** A cell got a new id, because it had none or one that was taken or not allowed. */
  readonly newIds: boolean;
  /** What a person should know of how it was read. */
  readonly warning?: string;
}

/**
 * Reads a notebook of nbformat 2, 3, 4 or what is shaped like 4. What is missing or of a wrong type becomes empty or a
 * text, and what is of an unknown kind stays as it is: only what has no cells is refused.
 *
 * @param newId gives ids for cells that need one
 * @throws HoldfastError HF_NOTEBOOK_INVALID (where, what was got, what is expected), HF_NOTEBOOK_VERSION
 */
export function readNotebook(value: unknown, newId: () => string): ReadNotebook {
  if (!isObject(value)) throw invalid("the notebook", value, "an object");
  const major = readVersion(value);
  const content = major < 4 ? upgradeFrom3(value) : value;
  const list = content.cells === null ? [] : content.cells;
  if (!Array.isArray(list)) throw invalid("cells", list, "an array");
  const minor = versionNumber(content.nbformat_minor);
  const isOlder = !(minor !== undefined && minor >= 5) && major <= 4;
  const ids = new CellIds(newId);
  const cells = list.map((cell: unknown) => readCell(cell, ids));
  const { orig_nbformat: _, ...metadata } = readObject(content.metadata);
  const notebook: Notebook = {
    nbformat: 4,
    nbformat_minor: isOlder ? 5 : (minor ?? 5),
    metadata,
    cells,
  };
  return {
    notebook,
    upgraded: major < 4 || isOlder,
    newIds: ids.made > 0,
    ...(major > 4 && {
      warning: `nbformat ${major} is newer than what is known here; it is read as nbformat 4`,
    }),
  };
}

/** A version is a number, also when it is written as a text. One that is missing is 4 where there are cells. */
function readVersion({ nbformat, cells }: Record<string, unknown>): number {
  const hasCells = Array.isArray(cells);
  const major = nbformat === undefined || nbformat === null ? 4 : versionNumber(nbformat);
  if (major === undefined || (nbformat !== 4 && major === 4 && !hasCells))
    throw invalid("nbformat", nbformat, "4, the version of the format");
  if (major === 2 || major === 3 || major === 4 || (major > 4 && hasCells)) return major;
  throw new HoldfastError("HF_NOTEBOOK_VERSION", `nbformat ${major} cannot be read`, {
    got: `nbformat ${major}`,
    expected: "nbformat 2, 3 or 4",
    ...(major < 2 && { action: "Open it once with Jupyter, which upgrades it." }),
  });
}

function versionNumber(value: unknown): number | undefined {
  const number = typeof value === "string" && /^\d{1,4}$/.test(value) ? Number(value) : value;
  return isCount(number) ? number : undefined;
}

/** Gives each cell an id that no other has: the first cell with an id keeps it. */
class CellIds {
  made = 0;
  readonly #taken = new Set<string>();
  readonly #newId: () => string;

  constructor(newId: () => string) {
    this.#newId = newId;
  }

  idFor(wanted: unknown): string {
    let id = wanted;
    if (!isCellId(id) || this.#taken.has(id)) {
      this.made++;
      do id = this.#newId();
      while (this.#taken.has(id as string));
    }
    this.#taken.add(id as string);
    return id as string;
  }
}

function readCell(value: unknown, ids: CellIds): NotebookCell {
  const cell = isObject(value) ? value : {};
  const id = ids.idFor(cell.id);
  const source = normalLines(readText(cell.source));
  const metadata = readObject(cell.metadata);
  const { cell_type } = cell;
  if (cell_type === "code") {
    const outputs = readOutputs(cell.outputs);
    const execution_count = readCount(cell.execution_count);
    return { id, cell_type, metadata, source, outputs, execution_count };
  }
  if (cell_type !== "markdown" && cell_type !== "raw") {
    const unknown = value as Json;
    const text = unknownCellText(unknown, source);
    return { id, cell_type: "raw", metadata, source: text, unknown };
  }
  if (!isObject(cell.attachments)) return { id, cell_type, metadata, source };
  return { id, cell_type, metadata, source, attachments: readAttachments(cell.attachments) };
}

/** An attachment that is no bundle of MIME types is not shown. */
function readAttachments(value: Record<string, unknown>): JsonObject {
  const bundles = Object.entries(value).map(([name, bundle]) => [
    name,
    joinBundle(readObject(bundle)),
  ]);
  return Object.fromEntries(bundles) as JsonObject;
}

/** Text is LF inside: the editor's text changes count CR LF as one. */
export function normalLines(text: string): string {
  return text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
}
