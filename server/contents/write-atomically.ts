import { createHash } from "node:crypto";
import {
  access,
  constants,
  type FileHandle,
  link,
  lstat,
  open,
  rename,
  rm,
} from "node:fs/promises";
import { basename, dirname } from "node:path";
import { HoldfastError } from "../../kernels/protocol/index.ts";
import { writeError } from "./file-errors.ts";
import { hashOf } from "./file-hash.ts";
import { fileMark } from "./file-identity.ts";
import { type HeldFolder, inFolder, type LinkOptions, swapped } from "./held.ts";
import { copyOver, wholeName } from "./shared-file.ts";
import { TempNames } from "./temp-names.ts";

export interface WriteOptions extends LinkOptions {
  /**
   * SHA-256 of what the file must hold (one of several), null when it must not exist; left out, whatever is there is
   * replaced.
   */
  readonly expected?: string | readonly string[] | null;
  /** Called with the new hash, and what the file will be, when the bytes are on the disk, before they take its place. */
  readonly confirm?: (hash: string, mark: string | undefined) => Promise<void>;
}

/** What is written: all of it, or pieces as they come. */
export type Content = string | Uint8Array | AsyncIterable<Uint8Array>;

/** So much is encoded and hashed at a time: between two pieces the event loop goes on. */
const PIECE = 256 * 1024;
const READ = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW;

/**
 * Writes a file whole or not at all: a temporary file in the same folder, fsync, rename, fsync of the folder. It keeps
 * the mode of the file that it replaces. A file with several names (hard links) keeps them all: the whole text lies
 * beside it on the disk before the file itself is written. The folder is held meanwhile (S9, S32).
 *
 * @param path absolute and real, unless links are followed
 * @returns SHA-256 of the written bytes, hex
 * @throws HoldfastError HF_FILE_UNWRITABLE (disk full, no permission, …), HF_FILE_CHANGED (S25: names both
 *   hashes), HF_FILE_EXISTS, HF_PATH_INVALID
 */
export async function writeAtomically(
  path: string,
  content: Content,
  options: WriteOptions = {},
): Promise<string> {
  const name = basename(path);
  try {
    return await inFolder(
      dirname(path),
      (folder) => writeIn(folder, name, content, options),
      options,
    );
  } catch (error) {
    throw writeError(error, name);
  }
}

async function writeIn(
  folder: HeldFolder,
  name: string,
  content: Content,
  options: WriteOptions,
): Promise<string> {
  const before = await lstat(folder.at(name)).catch(() => undefined);
  if (before && options.expected === null) throw exists(name, undefined);
  if (before?.isDirectory()) throw Object.assign(new Error(), { code: "EISDIR" });
  if (before && !before.isFile() && options.links !== "followed") throw notAFile(name);
  const isShared = before?.isFile() === true && before.nlink > 1;
  const temp = isShared ? wholeName(name) : TempNames.next();
  const lease = isShared ? folder.path + temp : temp;
  if (isShared && !TempNames.take(lease)) throw Object.assign(new Error(), { code: "EBUSY" });
  try {
    if (isShared) await rm(folder.at(temp), { force: true }); // of a write that broke off
    if (before?.isFile()) await access(folder.at(name), constants.W_OK);
    const hash = await writeTemp(
      folder.at(temp),
      content,
      before?.isFile() ? before.mode & 0o7777 : undefined,
    );
    await options.confirm?.(hash, await fileMark(folder.at(isShared ? name : temp)));
    await folder.check();
    if (isShared) await writeInPlace(folder, { name, temp }, options.expected);
    else await putInPlace(folder, { name, temp }, options.expected);
    // It is there: a disk that cannot promise the name for certain does not make that undone.
    await syncFolder(folder.at()).catch(() => undefined);
    return hash;
  } finally {
    await rm(folder.at(temp), { force: true }).catch(() => undefined);
    TempNames.forget(lease);
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

interface Names {
  readonly name: string;
  readonly temp: string;
}

async function putInPlace(
  folder: HeldFolder,
  { name, temp }: Names,
  expected: WriteOptions["expected"],
): Promise<void> {
  if (expected === null) return putIfNew(folder, { name, temp });
  if (expected !== undefined) refuseOther(name, await hashIn(folder, name), expected);
  await rename(folder.at(temp), folder.at(name));
}

/** A link fails when the name is taken, where a rename would replace what is there. */
async function putIfNew(folder: HeldFolder, { name, temp }: Names): Promise<void> {
  try {
    await link(folder.at(temp), folder.at(name));
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") throw exists(name, error);
    if (!["EPERM", "ENOTSUP", "ENOSYS", "EOPNOTSUPP", "EMLINK"].includes(code)) throw error;
    // A file system without hard links.
    const isTaken = await lstat(folder.at(name)).then(
      () => true,
      () => false,
    );
    if (isTaken) throw exists(name, error);
    await rename(folder.at(temp), folder.at(name));
  }
}

/** All names of the file go on showing the same: it keeps its inode and gets the bytes of the whole one beside it. */
async function writeInPlace(
  folder: HeldFolder,
  { name, temp }: Names,
  expected: WriteOptions["expected"],
): Promise<void> {
  if (expected === null) throw exists(name, undefined);
  if (expected !== undefined) refuseOther(name, await hashIn(folder, name), expected);
  await syncFolder(folder.at());
  await copyOver(folder, { name, temp });
}

async function hashIn(folder: HeldFolder, name: string): Promise<string | null> {
  const handle = await open(folder.at(name), READ).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error.code === "ELOOP" ? swapped(name, error) : error;
  });
  return handle && hashOf(handle);
}

function refuseOther(
  name: string,
  found: string | null,
  expected: string | readonly string[],
): void {
  const wanted = typeof expected === "string" ? [expected] : expected;
  if (found === null || !wanted.includes(found)) throw changed(name, found, wanted);
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

function changed(name: string, found: string | null, expected: readonly string[]): HoldfastError {
  return new HoldfastError("HF_FILE_CHANGED", `${name} is not what was read before`, {
    got: found === null ? "no file" : `sha256 ${found}`,
    expected: expected.map((hash) => `sha256 ${hash}`).join(" or "),
  });
}

function notAFile(name: string): HoldfastError {
  const text = `${name} cannot be written: something that is no file has its name`;
  return new HoldfastError("HF_FILE_UNWRITABLE", text, {
    got: "a folder, link, pipe or device",
    expected: "a file, or nothing",
    action: "Move it away, or save under another name.",
  });
}

function exists(name: string, cause: unknown): HoldfastError {
  return new HoldfastError("HF_FILE_EXISTS", `${name} exists`, { cause });
}
