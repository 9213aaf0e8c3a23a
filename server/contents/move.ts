import { randomBytes } from "node:crypto";
import { link, lstat, mkdir, rename, unlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { HoldfastError } from "../../kernels/protocol/index.ts";
import { readError, writeError } from "./file-errors.ts";
import { resolveEntry } from "./resolve-path.ts";
import { syncFolder } from "./write-atomically.ts";

/**
 * Gives a file or folder another path; nothing is ever replaced.
 *
 * @throws HoldfastError HF_FILE_NOT_FOUND, HF_FILE_EXISTS, HF_FILE_UNWRITABLE, HF_PATH_INVALID, HF_PATH_HIDDEN
 */
export async function renameEntry(root: string, from: string, to: string): Promise<void> {
  const source = await resolveEntry(root, from);
  const target = await resolveEntry(root, to);
  const facts = await lstat(source.file).catch((error: unknown) => {
    throw readError(error, from);
  });
  if (!facts.isFile() && !facts.isDirectory() && !facts.isSymbolicLink())
    throw new HoldfastError("HF_FILE_UNREADABLE", `${from} is neither a file nor a folder`);
  if (source.file === target.file) return;
  try {
    if (facts.isDirectory()) await moveFolder(source.file, target.file, to);
    else await moveFile(source.file, target.file);
    await syncFolder(dirname(target.file));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") throw exists(to, error);
    if ((error as NodeJS.ErrnoException).code === "EINVAL") {
      throw new HoldfastError("HF_PATH_INVALID", `${from} cannot be moved into itself`, {
        cause: error,
      });
    }
    throw writeError(error, to);
  }
}

/**
 * Deletes a file or folder by moving it to `.trash` inside of the root (S10).
 *
 * @returns where it lies now, relative to the root
 * @throws HoldfastError HF_FILE_NOT_FOUND, HF_FILE_UNWRITABLE, HF_PATH_INVALID, HF_PATH_HIDDEN
 */
export async function moveToTrash(root: string, path: string): Promise<string> {
  const { file } = await resolveEntry(root, path);
  await lstat(file).catch((error: unknown) => {
    throw readError(error, path);
  });
  const stamp = `${new Date().toISOString().replace(/[:.]/g, "-")}-${randomBytes(3).toString("hex")}`;
  const trash = join(root, ".trash");
  try {
    await mkdir(trash, { mode: 0o700 }).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    });
    if (!(await lstat(trash)).isDirectory()) {
      throw new HoldfastError("HF_FILE_UNWRITABLE", ".trash of the served folder is no folder", {
        action: "Remove it, then delete again.",
      });
    }
    await mkdir(join(trash, stamp));
    await rename(file, join(trash, stamp, basename(file)));
  } catch (error) {
    throw writeError(error, path);
  }
  return `.trash/${stamp}/${basename(file)}`;
}

/** A link fails when the name is taken, where a rename would replace the other file unasked. */
async function moveFile(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (!["EPERM", "ENOTSUP", "ENOSYS", "EOPNOTSUPP", "EMLINK"].includes(code)) throw error;
    await refuseIfThere(to, to);
    await rename(from, to);
    return;
  }
  await unlink(from);
}

async function moveFolder(from: string, to: string, name: string): Promise<void> {
  await refuseIfThere(to, name);
  await rename(from, to);
}

async function refuseIfThere(file: string, name: string): Promise<void> {
  const isThere = await lstat(file).then(
    () => true,
    () => false,
  );
  if (isThere) throw exists(name, undefined);
}

function exists(name: string, cause: unknown): HoldfastError {
  return new HoldfastError("HF_FILE_EXISTS", `${name} exists`, { cause });
}
