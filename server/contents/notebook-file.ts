import { createHash, webcrypto } from "node:crypto";
import { basename } from "node:path";
import {
  describeValue,
  HoldfastError,
  isObject,
  MAX_FILE_DEPTH,
  type Notebook,
  parseData,
  type ReadNotebook,
  readNotebook,
} from "../../kernels/protocol/index.ts";
import { readError } from "./file-errors.ts";
import type { LinkOptions } from "./held.ts";
import { type NotebookOriginal, notebookOriginal } from "./notebook-original.ts";
import { numberTexts } from "./number-texts.ts";
import { openRegular } from "./open-regular.ts";

export interface NotebookFile extends ReadNotebook {
  readonly notebook: Notebook;
  /** SHA-256 of the file's bytes, hex. */
  readonly hash: string;
  /** For `notebookText`: what a save takes over from the file. */
  readonly original: NotebookOriginal;
}

/** A longer text is no string that JavaScript can hold. */
const MAX_BYTES = 400 * 1024 * 1024;

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
  const digest = await webcrypto.subtle.digest("SHA-256", bytes);
  return parseNotebook(bytes, { name, hash: Buffer.from(digest).toString("hex") });
}

/** Reads a notebook from the bytes of its file. */
export function parseNotebook(
  bytes: Uint8Array,
  facts: { readonly name: string; readonly hash: string },
): NotebookFile {
  const { name, hash } = facts;
  const text = decode(bytes, name);
  const value = parse(text, name);
  let made = 0;
  const newId = (): string =>
    createHash("sha256").update(`${hash}:${made++}`).digest("hex").slice(0, 12);
  const read = inFile(name, () => readNotebook(value, newId));
  if (!isObject(value)) throw new TypeError(`readNotebook accepted ${describeValue(value)}`);
  const original = notebookOriginal(value, read.notebook, {
    lineEnd: /^[^\n]*\r\n/.test(text) ? "\r\n" : "\n",
    numbers: numberTexts(text),
  });
  return { ...read, hash, original };
}

async function readBytes(path: string, name: string, options?: LinkOptions): Promise<Buffer> {
  try {
    const { handle, size } = await openRegular(path, name, options);
    if (size > MAX_BYTES) {
      await handle.close();
      throw new HoldfastError("HF_NOTEBOOK_INVALID", `${name} is too large`, {
        got: `${size} bytes`,
        expected: `at most ${MAX_BYTES} bytes`,
      });
    }
    return await handle.readFile().finally(() => handle.close());
  } catch (error) {
    throw readError(error, name);
  }
}

function decode(bytes: Uint8Array, name: string): string {
  try {
    // Without ignoreBOM a byte order mark is taken off.
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw new HoldfastError("HF_NOTEBOOK_INVALID", `${name} is not UTF-8 text`, {
      expected: "UTF-8",
      cause: error,
    });
  }
}

function parse(text: string, name: string): unknown {
  if (text.trim() === "")
    throw new HoldfastError("HF_NOTEBOOK_INVALID", `${name} is empty`, { expected: "JSON" });
  try {
    return parseData(text, MAX_FILE_DEPTH);
  } catch (error) {
    throw new HoldfastError("HF_NOTEBOOK_INVALID", `${name} is not JSON`, {
      got: error instanceof Error ? error.message : String(error),
      expected: "JSON",
      cause: error,
    });
  }
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
