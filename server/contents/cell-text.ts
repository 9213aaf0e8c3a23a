import {
  cellInFile,
  isObject,
  type JsonObject,
  type NotebookCell,
  type NotebookOutput,
  normalLines,
  outputInFile,
  readText,
} from "../../kernels/protocol/index.ts";
import { changedObject } from "./changed-object.ts";
import { type JsonForm, patchedArray, patchedObject } from "./json-patch.ts";
import { cutJson, type JsonPiece, type JsonPieces, memberOf, valueText } from "./json-pieces.ts";
import { jsonText } from "./json-text.ts";
import { isSameValue } from "./same-value.ts";
import { splitBundle, splitLines } from "./text-lines.ts";

/** A cell as its file has it, and what was read of it. */
interface Before {
  readonly text: string;
  readonly read: NotebookCell;
}

/** How deep the members of a cell stand in a file. */
const LEVEL = 3;

type Changes = Map<string, string | undefined>;

/** The text of a cell that no file has yet: keys sorted, as Jupyter has them. */
export function cellJson(cell: NotebookCell, form: JsonForm): string {
  return jsonText(sorted(savedCell(cell)), LEVEL - 1, undefined, form);
}

/** The text of a cell with what has changed of it; undefined when nothing has. */
export function patchedCell(
  cell: NotebookCell,
  { text, read }: Before,
  form: JsonForm,
): string | undefined {
  const pieces = cutJson(text);
  const isKept = cell.cell_type === read.cell_type && cell.unknown === undefined;
  if (pieces?.open !== "{") return isSameValue(cell, read) ? undefined : cellJson(cell, form);
  const changes: Changes = new Map();
  const id = memberOf(pieces, "id");
  if (id === undefined || parsed(valueText(id)) !== cell.id)
    changes.set("id", JSON.stringify(cell.id));
  if (!isSameValue(cell, read)) {
    if (cell.unknown !== undefined) return cellJson(cell, form);
    addChanges(changes, { cell, read, pieces, form });
    if (!isKept) retype(changes, cell);
  }
  return changes.size === 0 ? undefined : patchedObject(pieces, changes, form, LEVEL);
}

interface Change {
  readonly cell: NotebookCell;
  readonly read: NotebookCell;
  readonly pieces: JsonPieces;
  readonly form: JsonForm;
}

function addChanges(changes: Changes, { cell, read, pieces, form }: Change): void {
  const textOf = (key: string): string | undefined => {
    const member = memberOf(pieces, key);
    return member && valueText(member);
  };
  const level = LEVEL + 1;
  if (!isSameValue(cell.metadata, read.metadata)) {
    const before = { read: read.metadata, text: textOf("metadata") };
    changes.set("metadata", changedObject(cell.metadata, before, form, level));
  }
  if (cell.source !== read.source) {
    const source = splitLines(withLineEnds(cell.source, textOf("source")));
    changes.set("source", jsonText(source, LEVEL, undefined, form));
  }
  if (cell.cell_type === "code") {
    const before = read.cell_type === "code" ? read : undefined;
    if (cell.execution_count !== before?.execution_count)
      changes.set("execution_count", String(cell.execution_count));
    if (!before || !isSameValue(cell.outputs, before.outputs)) {
      const list = cutJson(textOf("outputs") ?? "[]");
      const items = outputItems(cell.outputs, before?.outputs ?? [], list, form);
      changes.set(
        "outputs",
        patchedArray(list?.open === "[" ? list : undefined, items, form, level),
      );
    }
  } else {
    const before = read.cell_type === "code" ? undefined : read.attachments;
    if (isSameValue(cell.attachments, before)) return;
    const attachments = splitAttachments(cell.attachments);
    changes.set("attachments", attachments && jsonText(attachments, LEVEL, undefined, form));
  }
}

/** Outputs that the file has stay as they stand in it. */
function outputItems(
  outputs: readonly NotebookOutput[],
  before: readonly NotebookOutput[],
  list: JsonPieces | undefined,
  form: JsonForm,
): (JsonPiece | string)[] {
  const places = new Map(before.map((output, i) => [output, i]));
  return outputs.map((output, i) => {
    const same = isSameValue(output, before[i]) ? i : places.get(output);
    const piece = same === undefined ? undefined : list?.pieces[same];
    return piece ?? jsonText(savedOutput(output), LEVEL + 1, undefined, form);
  });
}

/** A cell that became one of another type has the members of that type, and no others. */
function retype(changes: Changes, cell: NotebookCell): void {
  changes.set("cell_type", JSON.stringify(cell.cell_type));
  if (cell.cell_type === "code") changes.set("attachments", undefined);
  else for (const key of ["outputs", "execution_count"]) changes.set(key, undefined);
}

/** A source that somebody edited keeps CR LF if the file had only that. */
function withLineEnds(source: string, text: string | undefined): string {
  const before = text?.includes("\\r") ? readText(parsed(text)) : "";
  if (!before.includes("\r")) return source;
  if (normalLines(before) === source) return before;
  return /(^|[^\r])\n|\r(?!\n)/.test(before) ? source : source.replaceAll("\n", "\r\n");
}

function savedCell(cell: NotebookCell): unknown {
  if (cell.cell_type !== "code" && cell.unknown !== undefined) return cellInFile(cell);
  const source = splitLines(cell.source);
  if (cell.cell_type === "code") return { ...cell, source, outputs: cell.outputs.map(savedOutput) };
  const attachments = splitAttachments(cell.attachments);
  return { ...cell, source, ...(attachments && { attachments }) };
}

function splitAttachments(attachments: JsonObject | undefined): object | undefined {
  if (attachments === undefined) return undefined;
  const bundles = Object.entries(attachments as Record<string, Record<string, unknown>>);
  return Object.fromEntries(bundles.map(([name, bundle]) => [name, splitBundle(bundle)]));
}

function savedOutput(output: NotebookOutput): unknown {
  const value: unknown = outputInFile(output);
  if (value !== output || !isObject(value)) return value;
  const text = output.output_type === "stream" ? { text: splitLines(output.text) } : {};
  const data = "data" in output ? { data: splitBundle(output.data) } : {};
  return sorted({ ...value, ...text, ...data });
}

function sorted(value: unknown): unknown {
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** A value of the file, or undefined when it is not JSON as it should be (NaN). */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
