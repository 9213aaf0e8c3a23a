import type { Stats } from "node:fs";
import { access, constants, mkdir, open, readdir } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { HoldfastError } from "../../kernels/protocol/index.ts";
import { readError, writeError } from "./file-errors.ts";
import { checkOpened, descriptorPath, inFolder, LOOK, swapped } from "./held.ts";
import { type ResolvedPath, resolvePath } from "./resolve-path.ts";

export type EntryType = "directory" | "file" | "notebook";

/** A file or folder as a listing shows it. */
export interface Entry {
  readonly name: string;
  /** Relative to the root, with `/`. */
  readonly path: string;
  readonly type: EntryType;
  readonly writable: boolean;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly modifiedAt: number;
  /** Bytes; null for a folder. */
  readonly size: number | null;
}

/**
 * Lists a folder by name. Dot-files, links out of the root and what is neither file nor folder are left out.
 *
 * @param path relative to the root, "" for the root itself
 * @throws HoldfastError HF_PATH_INVALID, HF_PATH_HIDDEN, HF_FILE_NOT_FOUND, HF_FILE_UNREADABLE
 */
export async function listFolder(root: string, path: string): Promise<Entry[]> {
  const folder = await resolvePath(root, path, { root: true });
  const names = await inFolder(folder.file, (held) => readdir(held.at())).catch(
    (error: unknown) => {
      throw readError(error, path === "" ? "The served folder" : path);
    },
  );
  const entries: Entry[] = [];
  for (const name of names.toSorted()) {
    if (name.startsWith(".")) continue;
    const entry = await tryEntry(root, path === "" ? name : `${path}/${name}`);
    if (entry) entries.push(entry);
  }
  return entries;
}

/**
 * Gives the facts of a file or folder.
 *
 * @param resolved its file absolute and real
 * @throws HoldfastError HF_FILE_NOT_FOUND, HF_FILE_UNREADABLE when it is neither a file nor a folder, HF_PATH_INVALID
 */
export async function entryOf({ path, file }: Pick<ResolvedPath, "path" | "file">): Promise<Entry> {
  const { facts, canWrite } = await lookAt(file).catch((error: unknown) => {
    throw readError(error, path);
  });
  if (!facts.isFile() && !facts.isDirectory())
    throw new HoldfastError("HF_FILE_UNREADABLE", `${path} is neither a file nor a folder`);
  const name = path.slice(path.lastIndexOf("/") + 1);
  const isFolder = facts.isDirectory();
  return {
    name,
    path,
    type: isFolder ? "directory" : name.endsWith(".ipynb") ? "notebook" : "file",
    // A file is saved by putting another in its place, which its folder has to allow.
    writable: canWrite && (isFolder || (await isWritable(dirname(file)))),
    createdAt: Math.round(facts.birthtimeMs),
    modifiedAt: Math.round(facts.mtimeMs),
    size: isFolder ? null : facts.size,
  };
}

/** Looks at what lies there without reading it, and that it lies there. */
async function lookAt(file: string): Promise<{ facts: Stats; canWrite: boolean }> {
  const handle = await open(file, LOOK).catch((error: unknown) => {
    throw (error as NodeJS.ErrnoException).code === "ELOOP" ? swapped(file, error) : error;
  });
  try {
    await checkOpened(handle, file);
    return {
      facts: await handle.stat(),
      canWrite: await isWritable(descriptorPath(handle) ?? file),
    };
  } finally {
    await handle.close();
  }
}

/** What the system says, not what the mode looks like: the disk may be read-only, the file somebody else's. */
function isWritable(path: string): Promise<boolean> {
  return access(path, constants.W_OK).then(
    () => true,
    () => false,
  );
}

/**
 * Makes a folder.
 *
 * @throws HoldfastError HF_FILE_EXISTS, HF_FILE_UNWRITABLE
 */
export async function makeFolder({ path, file }: ResolvedPath): Promise<void> {
  try {
    await inFolder(dirname(file), (folder) => mkdir(folder.at(basename(file))));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST")
      throw new HoldfastError("HF_FILE_EXISTS", `${path} exists`, { cause: error });
    throw writeError(error, path);
  }
}

/**
 * Makes a folder and those above it, as far as they are missing.
 *
 * @param path relative to the root; "" and "." are the root itself
 * @throws HoldfastError HF_FILE_UNWRITABLE, HF_PATH_…
 */
export async function makeFolders(root: string, path: string): Promise<void> {
  if (path === "" || path === ".") return;
  const names = path.split("/");
  for (let n = 1; n <= names.length; n++) {
    try {
      await makeFolder(await resolvePath(root, names.slice(0, n).join("/")));
    } catch (error) {
      if (!(error instanceof HoldfastError && error.code === "HF_FILE_EXISTS")) throw error;
    }
  }
}

async function tryEntry(root: string, path: string): Promise<Entry | undefined> {
  try {
    return await entryOf(await resolvePath(root, path));
  } catch {
    return undefined;
  }
}
