import type { Json, JsonObject } from "../base/json.ts";

/** nbformat 4.5, https://nbformat.readthedocs.io/en/latest/format_description.html */

/** A MIME bundle: text values are strings inside of holdfast (arrays of lines are joined on reading). */
export interface MimeBundle {
  readonly [mime: string]: Json | undefined;
}

export interface StreamOutput {
  readonly output_type: "stream";
  readonly name: "stdout" | "stderr";
  readonly text: string;
}
export interface DisplayDataOutput {
  readonly output_type: "display_data";
  readonly data: MimeBundle;
  readonly metadata: JsonObject;
}
export interface ExecuteResultOutput {
  readonly output_type: "execute_result";
  readonly data: MimeBundle;
  readonly metadata: JsonObject;
  readonly execution_count: number | null;
}
export interface ErrorOutput {
  readonly output_type: "error";
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: readonly string[];
}
export type NotebookOutput = StreamOutput | DisplayDataOutput | ExecuteResultOutput | ErrorOutput;

export type CellType = "code" | "markdown" | "raw";

export interface NotebookCodeCell {
  readonly id: string;
  readonly cell_type: "code";
  readonly metadata: JsonObject;
  readonly source: string;
  readonly outputs: readonly NotebookOutput[];
  readonly execution_count: number | null;
  readonly unknown?: undefined;
}
export interface NotebookTextCell {
  readonly id: string;
  readonly cell_type: "markdown" | "raw";
  readonly metadata: JsonObject;
  readonly source: string;
  readonly attachments?: JsonObject;
  /** A cell of a kind that is not known here, as the file has it: it is shown, and kept. */
  readonly unknown?: Json;
}
export type NotebookCell = NotebookCodeCell | NotebookTextCell;

/** A notebook of nbformat 4.5 with joined texts. */
export interface Notebook {
  readonly nbformat: 4;
  readonly nbformat_minor: number;
  readonly metadata: JsonObject;
  readonly cells: readonly NotebookCell[];
}

/** The metadata that a new notebook gets: our kernel, TypeScript. */
export const newNotebookMetadata: JsonObject = {
  kernelspec: { name: "holdfast", display_name: "TypeScript (holdfast)", language: "typescript" },
  language_info: {
    name: "typescript",
    mimetype: "text/typescript",
    file_extension: ".ts",
    codemirror_mode: { name: "javascript", typescript: true },
    pygments_lexer: "typescript",
  },
};
