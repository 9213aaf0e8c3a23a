import { isObject, type Json, type JsonObject } from "../base/json.ts";
import type { DisplayDataOutput, Notebook, NotebookCell, NotebookOutput } from "./nbformat.ts";

/** Under this MIME type stands an output of a kind that is not known here, as the file has it. */
export const UNKNOWN_OUTPUT_MIME = "application/vnd.holdfast.unknown-output+json";

/** An output of a newer format, or none at all: it is shown by its name and kept as it is. */
export function unknownOutput(value: Json): DisplayDataOutput {
  const text = `Unknown output${nameOf(value, "output_type")}: kept in the file as it is.`;
  return {
    output_type: "display_data",
    data: { "text/plain": text, [UNKNOWN_OUTPUT_MIME]: { value } },
    metadata: {},
  };
}

/** An output as a file has it. */
export function outputInFile(output: NotebookOutput): Json {
  const kept = "data" in output ? output.data[UNKNOWN_OUTPUT_MIME] : undefined;
  return isObject(kept) && kept.value !== undefined
    ? (kept.value as Json)
    : (output as unknown as JsonObject);
}

/** A cell as a file has it: one of an unknown kind is what it was. */
export function cellInFile(cell: NotebookCell): Json {
  if (cell.cell_type === "code")
    return { ...cell, outputs: cell.outputs.map(outputInFile) } as unknown as JsonObject;
  if (cell.unknown === undefined) return cell as unknown as JsonObject;
  return isObject(cell.unknown) ? { ...cell.unknown, id: cell.id } : cell.unknown;
}

/** A notebook as its file has it. */
export function notebookInFile(notebook: Notebook): object {
  return { ...notebook, cells: notebook.cells.map(cellInFile) };
}

/** What a cell of an unknown kind shows in place of its text. */
export function unknownCellText(value: Json, source: string): string {
  const text = `Unknown cell${nameOf(value, "cell_type")}: kept in the file as it is, not run and not edited.`;
  return source === "" ? text : `${text}\n\n${source}`;
}

function nameOf(value: Json, key: string): string {
  const name = isObject(value) ? value[key] : undefined;
  return typeof name === "string" ? ` of type ${JSON.stringify(name.slice(0, 60))}` : "";
}
