import { createHash, webcrypto } from "node:crypto";
import { basename } from "node:path";
import {
  describeValue,
  HoldfastError,
  isObject,
  type Notebook,
  type ReadNotebook,
  readNotebook,
} from "../../kernels/protocol/index.ts";
import { decodeNotebook } from "./decode-notebook.ts";
import { readError } from "./file-errors.ts";
import type { LinkOptions } from "./held.ts";
import { type NotebookOriginal, notebookOriginal } from "./notebook-original.ts";
import { openRegular } from "./open-regular.ts";
import { parseBeside } from "./parse-beside.ts";
import { parseNotebookText } from "./parse-notebook-text.ts";

export interface NotebookFile extends ReadNotebook {
  readonly notebook: Notebook;
  /** SHA-256 of the file's bytes, hex. */
  readonly hash: string;
  /** For `notebookText`: what a save takes over from the file. */
  readonly original: NotebookOriginal;
}

/** Open, a notebook takes about four times this of memory. */
const MAX_BYTES = 100_000_000;
/** Each of them is an object, which takes more memory than its text. */
const MAX_CELLS = 200_000;
const MAX_OUTPUTS = 300_000;
const CLEAR_FIRST = "Clear its outputs first: jupyter nbconvert --clear-output --inplace FILE.";
/** A larger file is parsed in a thread of its own. */
const LARGE = 2_000_000;

/**
 * Reads a notebook file. Cells without an id get one that follows from the file's bytes, so opening the
 * same file twice gives the same ids.
 *
 * @param path absolute and real, unless links are followed
 * @throws HoldfastError HF_FILE_NOT_FOUND, HF_FILE_UNREADABLE, HF_NOTEBOOK_INVALID, HF_NOTEBOOK_VERSION
 */
export async function readNotebookFile(path: string, options?: LinkOptions): Promise<NotebookFile> {
  const name = basename(path);
  const bytes = await readBytes(path, name, options);
  if (bytes.length > LARGE) return parseBeside(bytes, name);
  const digest = await webcrypto.subtle.digest("SHA-256", bytes);
  return parseNotebook(bytes, { name, hash: Buffer.from(digest).toString("hex") });
}

/** Reads a notebook from the bytes of its file. */
export function parseNotebook(
  bytes: Uint8Array,
  facts: { readonly name: string; readonly hash: string },
): NotebookFile {
  const { name, hash } = facts;
  const text = decodeNotebook(bytes, name);
  // A byte order mark stays in what a save takes over.
  const value = parseNotebookText(text.replace(/^\ufeff/, ""), name);
  let made = 0;
  const newId = (): string =>
    createHash("sha256").update(`${hash}:${made++}`).digest("hex").slice(0, 12);
  const read = inFile(name, () => readNotebook(value, newId));
  refuseMany(read.notebook, name);
  if (!isObject(value)) throw new TypeError(`readNotebook accepted ${describeValue(value)}`);
  return { ...read, hash, original: notebookOriginal(text, value, read) };
}

async function readBytes(path: string, name: string, options?: LinkOptions): Promise<Buffer> {
  try {
    const { handle, size } = await openRegular(path, name, options);
    if (size > MAX_BYTES) {
      await handle.close();
      throw new HoldfastError("HF_NOTEBOOK_INVALID", `${name} is too large`, {
        got: `${size} bytes`,
        expected: `at most ${MAX_BYTES} bytes`,
        action: CLEAR_FIRST,
      });
    }
    return await handle.readFile().finally(() => handle.close());
  } catch (error) {
    throw readError(error, name);
  }
}

function refuseMany({ cells }: Notebook, name: string): void {
  const outputs = cells.reduce(
    (sum, cell) => sum + (cell.cell_type === "code" ? cell.outputs.length : 0),
    0,
  );
  for (const [count, most, what] of [
    [cells.length, MAX_CELLS, "cells"],
    [outputs, MAX_OUTPUTS, "outputs"],
  ] as const)
    if (count > most)
      throw new HoldfastError("HF_NOTEBOOK_INVALID", `${name} has too many ${what}`, {
        got: `${count} ${what}`,
        expected: `at most ${most}`,
        action: CLEAR_FIRST,
      });
}

/** Names the file in what `readNotebook` says. */
function inFile<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof HoldfastError)) throw error;
    throw new HoldfastError(error.code, `${name}: ${error.message}`, error.facts);
  }
}
