import { createHash, randomBytes } from "node:crypto";
import { constants, type FileHandle, link, lstat, open, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { HoldfastError } from "../../kernels/protocol/index.ts";
import { writeError } from "./file-errors.ts";
import { fileHash } from "./file-hash.ts";

export interface WriteOptions {
  /**
   * SHA-256 of what the file must hold, null when it must not exist; left out, whatever is there is
   * replaced.
   */
  readonly expected?: string | null;
  /** Called with the new hash when the bytes are on the disk, before they take the file's place. */
  readonly confirm?: (hash: string) => Promise<void>;
}

/** What is written: all of it, or pieces as they come. */
export type Content = string | Uint8Array | AsyncIterable<Uint8Array>;

/** So much is encoded and hashed at a time: between two pieces the event loop goes on. */
const PIECE = 256 * 1024;

/**
 * Writes a file whole or not at all: a temporary file in the same folder, fsync, rename, fsync of the
 * folder. It keeps the mode of the file that it replaces.
 *
 * @returns SHA-256 of the written bytes, hex
 * @throws HoldfastError HF_FILE_UNWRITABLE (disk full, no permission, …), HF_FILE_CHANGED (S25: names both
 *   hashes), HF_FILE_EXISTS
 */
export async function writeAtomically(
  path: string,
  content: Content,
  options: WriteOptions = {},
): Promise<string> {
  const temp = join(dirname(path), `.holdfast-${randomBytes(8).toString("hex")}.tmp`);
  try {
    const hash = await writeTemp(temp, content, await modeOf(path));
    await options.confirm?.(hash);
    await putInPlace(temp, path, options.expected);
    await syncFolder(dirname(path));
    return hash;
  } catch (error) {
    throw writeError(error, basename(path));
  } finally {
    await rm(temp, { force: true }).catch(() => undefined);
  }
}

async function writeTemp(
  temp: string,
  content: Content,
  mode: number | undefined,
): Promise<string> {
  const hash = createHash("sha256");
  const file = await open(temp, "wx", mode === undefined ? 0o666 : 0o600);
  try {
    if (mode !== undefined) await file.chmod(mode);
    for await (const piece of isWhole(content) ? pieces(content) : content) {
      hash.update(piece);
      await writeWhole(file, piece);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return hash.digest("hex");
}

async function writeWhole(file: FileHandle, piece: Uint8Array): Promise<void> {
  let done = 0;
  while (done < piece.length) done += (await file.write(piece, done)).bytesWritten;
}

function isWhole(content: Content): content is string | Uint8Array {
  return typeof content === "string" || content instanceof Uint8Array;
}

function* pieces(content: string | Uint8Array): Generator<Uint8Array> {
  for (let start = 0; start < content.length; ) {
    let end = Math.min(content.length, start + PIECE);
    if (typeof content === "string") {
      // Never between the halves of a surrogate pair.
      if (end < content.length && (content.charCodeAt(end - 1) & 0xfc00) === 0xd800) end++;
      yield Buffer.from(content.slice(start, end));
    } else yield content.subarray(start, end);
    start = end;
  }
}

async function putInPlace(
  temp: string,
  path: string,
  expected: string | null | undefined,
): Promise<void> {
  if (expected === null) return putIfNew(temp, path);
  if (expected !== undefined) {
    const found = await fileHash(path);
    if (found !== expected) throw changed(path, found, expected);
  }
  await rename(temp, path);
}

/** A link fails when the name is taken, where a rename would replace what is there. */
async function putIfNew(temp: string, path: string): Promise<void> {
  try {
    await link(temp, path);
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") throw exists(path, error);
    if (!["EPERM", "ENOTSUP", "ENOSYS", "EOPNOTSUPP", "EMLINK"].includes(code)) throw error;
    // A file system without hard links.
    const isTaken = await lstat(path).then(
      () => true,
      () => false,
    );
    if (isTaken) throw exists(path, error);
    await rename(temp, path);
  }
}

async function modeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).mode & 0o7777;
  } catch {
    return undefined;
  }
}

/** Makes the new name durable; a file system that cannot sync a folder is none of our business. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, constants.O_RDONLY);
  try {
    await handle.sync();
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (!["EINVAL", "ENOTSUP", "EPERM", "EISDIR"].includes(code)) throw error;
  } finally {
    await handle.close();
  }
}

function changed(path: string, found: string | null, expected: string): HoldfastError {
  return new HoldfastError("HF_FILE_CHANGED", `${basename(path)} is not what was read before`, {
    got: found === null ? "no file" : `sha256 ${found}`,
    expected: `sha256 ${expected}`,
  });
}

function exists(path: string, cause: unknown): HoldfastError {
  return new HoldfastError("HF_FILE_EXISTS", `${basename(path)} exists`, { cause });
}
