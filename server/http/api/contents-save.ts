import { randomUUID } from "node:crypto";
import {
  describeValue,
  HoldfastError,
  isObject,
  type Notebook,
  readNotebook,
} from "../../../kernels/protocol/index.ts";
import { fileHash } from "../../contents/file-hash.ts";
import { makeFolder } from "../../contents/folder.ts";
import { readNotebookFile } from "../../contents/notebook-file.ts";
import { notebookText } from "../../contents/notebook-text.ts";
import type { ResolvedPath } from "../../contents/resolve-path.ts";
import { newNotebookText } from "../../contents/untitled.ts";
import { writeAtomically } from "../../contents/write-atomically.ts";
import { optionalString } from "../core/json-body.ts";

/**
 * Saves the body of a PUT of Jupyter's contents API.
 *
 * @param expected SHA-256 that the file must have (`If-Match`, or `hash` in the body); left out, the file
 *   that is there when the request comes in; null for one that must be new
 * @returns true when the file is new
 * @throws HoldfastError HF_FILE_CHANGED (S25), HF_FILE_EXISTS, HF_NOTEBOOK_INVALID, HF_REQUEST_INVALID, HF_FILE_UNWRITABLE
 */
export async function saveContents(
  target: ResolvedPath,
  body: Readonly<Record<string, unknown>>,
  expected: string | null | undefined,
): Promise<boolean> {
  const type = optionalString(body, "type") ?? "file";
  const found = type === "directory" ? null : await fileHash(target.file).catch(() => null);
  switch (type) {
    case "directory":
      await makeFolder(target);
      return true;
    case "notebook": {
      const text = await savedNotebook(target, body.content, found !== null);
      await writeAtomically(target.file, text, {
        expected: expected === undefined ? found : expected,
      });
      break;
    }
    case "file": {
      const content = fileBytes(body);
      await writeAtomically(target.file, content, {
        expected: expected === undefined ? found : expected,
      });
      break;
    }
    default:
      throw new HoldfastError("HF_REQUEST_INVALID", "The type cannot be saved", {
        got: describeValue(type),
        expected: "notebook, file or directory",
      });
  }
  return found === null;
}

/** Takes over from the file that is there what the client does not send: order of keys, line ends. */
async function savedNotebook(
  target: ResolvedPath,
  content: unknown,
  isThere: boolean,
): Promise<string> {
  if (content === undefined || content === null) return newNotebookText();
  const notebook: Notebook = readNotebook(content, () => randomUUID().slice(0, 8)).notebook;
  if (!isThere) return notebookText(notebook);
  const before = await readNotebookFile(target.file).catch(() => undefined);
  return notebookText(notebook, before?.original);
}

function fileBytes(body: Readonly<Record<string, unknown>>): Uint8Array {
  const { content = "" } = body;
  const format = optionalString(body, "format") ?? "text";
  if (format === "json" && (isObject(content) || Array.isArray(content)))
    return Buffer.from(JSON.stringify(content, null, 1));
  if (typeof content === "string" && format === "text") return Buffer.from(content);
  if (typeof content === "string" && format === "base64" && isBase64(content))
    return Buffer.from(content, "base64");
  throw new HoldfastError("HF_REQUEST_INVALID", "The content does not fit the format", {
    got: `${describeValue(content)} as ${format}`,
    expected: "a text, or base64",
  });
}

function isBase64(text: string): boolean {
  return /^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(text);
}
