import { HoldfastError, isShallow, MAX_FILE_DEPTH } from "../../kernels/protocol/index.ts";
import { jsonFault } from "./json-fault.ts";

/**
 * Parses the text of a notebook's file. NaN, Infinity and -Infinity, which Python writes, are read as texts of that
 * name: no JSON that goes on from here could hold them, and the file keeps them.
 *
 * @throws HoldfastError HF_NOTEBOOK_INVALID, with line, column and what stands there
 */
export function parseNotebookText(text: string, name: string): unknown {
  if (!/\S/.test(text)) throw fault(`${name} is empty`);
  if (!isShallow(text, MAX_FILE_DEPTH))
    throw fault(`${name} is nested deeper than ${MAX_FILE_DEPTH} levels`, {
      expected: `at most ${MAX_FILE_DEPTH}`,
    });
  try {
    return JSON.parse(text);
  } catch (error) {
    const found = jsonFault(text);
    if (!found) return JSON.parse(withNamedNumbers(text));
    const { line, column, what } = found;
    const conflict = /^<{7}(?: .*)?$/m.exec(text);
    if (conflict && isConflict(text))
      throw fault(`${name} has conflict markers of Git, at line ${lineOf(text, conflict.index)}`, {
        action:
          "Choose a side (git checkout --ours or --theirs), or merge it with nbdime, then open it.",
        cause: error,
      });
    const form = otherForm(text);
    throw fault(
      form ? `${name} is ${form}` : `${name} is not JSON: line ${line}, column ${column}: ${what}`,
      {
        got: what,
        cause: error,
      },
    );
  }
}

/** A merge that nobody resolved. */
function isConflict(text: string): boolean {
  return /^={7}$/m.test(text.replaceAll("\r", ""));
}

function lineOf(text: string, index: number): number {
  return text.slice(0, index).split("\n").length;
}

/** What else goes by the name of a notebook. */
function otherForm(text: string): string | undefined {
  const start = text.trimStart().slice(0, 2_000);
  if (/^<(?:!doctype html|html|head|body)/i.test(start))
    return "a web page (HTML), not the notebook itself";
  if (start.startsWith("<?xml") || start.startsWith("<svg")) return "XML";
  if (start.startsWith("version https://git-lfs.github.com/spec/"))
    return "a pointer of Git LFS; git lfs pull gets the notebook";
  if (start.startsWith("---\n") || start.startsWith("# %%"))
    return "text (of Jupytext, say), not JSON";
  return undefined;
}

/** The same text with texts for what JSON has no numbers for; it is known to be JSON else. */
function withNamedNumbers(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|-?(?:NaN|Infinity)/g, (token) =>
    token.startsWith('"') ? token : `"${token}"`,
  );
}

function fault(
  message: string,
  facts: ConstructorParameters<typeof HoldfastError>[2] = {},
): HoldfastError {
  return new HoldfastError("HF_NOTEBOOK_INVALID", message, { expected: "JSON", ...facts });
}
