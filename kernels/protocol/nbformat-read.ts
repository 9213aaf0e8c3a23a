import { isCellId } from "./ids.ts";
import { describeValue, isObject, type JsonObject } from "./json.ts";
import type { Notebook, NotebookCell } from "./nbformat.ts";
import { readOutputs } from "./nbformat-read-outputs.ts";
import { invalid, joinBundle, readCount, readText } from "./nbformat-read-values.ts";
import { upgradeFrom3 } from "./nbformat-upgrade.ts";
import { HoldfastError } from "./problem.ts";

export interface ReadNotebook {
  /** nbformat 4.5 or a later minor, texts joined, sources with LF line ends. */
  readonly notebook: Notebook;
  /** It was of an older version of the format. */
  readonly upgraded: boolean;
  /** A cell got a new id, because it had none or one that was taken or not allowed. */
  readonly newIds: boolean;
}

/**
 * Reads a notebook of nbformat 3 or 4 from its parsed JSON. Missing facts that harm nobody (metadata,
 * outputs, an execution count) become empty; unknown keys of metadata, data and outputs are kept.
 *
 * @param newId gives ids for cells that need one
 * @throws HoldfastError HF_NOTEBOOK_INVALID (where, what was got, what is expected), HF_NOTEBOOK_VERSION
 */
export function readNotebook(value: unknown, newId: () => string): ReadNotebook {
  if (!isObject(value)) throw invalid("the notebook", value, "an object");
  const major = readVersion(value.nbformat);
  const content = major === 3 ? upgradeFrom3(value) : value;
  if (!Array.isArray(content.cells)) throw invalid("cells", content.cells, "an array");
  const minor = content.nbformat_minor;
  const isOlder = !(typeof minor === "number" && minor >= 5);
  const ids = new CellIds(newId);
  const cells = content.cells.map((cell, i) => readCell(cell, `cells[${i}]`, ids));
  const { orig_nbformat: _, ...metadata } = readObject(content.metadata, "metadata");
  const notebook: Notebook = {
    nbformat: 4,
    nbformat_minor: isOlder ? 5 : minor,
    metadata,
    cells,
  };
  return { notebook, upgraded: major === 3 || isOlder, newIds: ids.made > 0 };
}

function readVersion(major: unknown): 3 | 4 {
  if (major === 3 || major === 4) return major;
  if (!Number.isInteger(major)) throw invalid("nbformat", major, "4, the version of the format");
  throw new HoldfastError("HF_NOTEBOOK_VERSION", `nbformat ${String(major)} cannot be read`, {
    got: `nbformat ${String(major)}`,
    expected: "nbformat 3 or 4",
    ...((major as number) < 3 && { action: "Open it once with Jupyter, which upgrades it." }),
  });
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

function readCell(cell: unknown, where: string, ids: CellIds): NotebookCell {
  if (!isObject(cell)) throw invalid(where, cell, "an object");
  const id = ids.idFor(cell.id);
  const source = normalLines(readText(cell.source ?? "", `${where}.source`));
  const metadata = readObject(cell.metadata, `${where}.metadata`);
  switch (cell.cell_type) {
    case "code": {
      const outputs = readOutputs(cell.outputs ?? [], `${where}.outputs`);
      const execution_count = readCount(cell.execution_count, `${where}.execution_count`);
      return { id, cell_type: "code", metadata, source, outputs, execution_count };
    }
    case "markdown":
    case "raw": {
      const { cell_type } = cell;
      if (cell.attachments === undefined) return { id, cell_type, metadata, source };
      const attachments = readAttachments(cell.attachments, `${where}.attachments`);
      return { id, cell_type, metadata, source, attachments };
    }
    default:
      throw invalid(`${where}.cell_type`, cell.cell_type, '"code", "markdown" or "raw"');
  }
}

function readAttachments(value: unknown, where: string): JsonObject {
  const attachments = Object.entries(readObject(value, where)).map(([name, bundle]) => {
    if (!isObject(bundle)) throw invalid(`${where}[${describeValue(name)}]`, bundle, "an object");
    return [name, joinBundle(bundle)];
  });
  return Object.fromEntries(attachments) as JsonObject;
}

function readObject(value: unknown, where: string): JsonObject {
  if (value === undefined) return {};
  if (!isObject(value)) throw invalid(where, value, "an object");
  return value as JsonObject;
}

/** Text is LF inside: the editor's text changes count CR LF as one. */
export function normalLines(text: string): string {
  return text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
}
