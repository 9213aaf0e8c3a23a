import { randomBytes } from "node:crypto";
import type { Stats } from "node:fs";
import { link, lstat, mkdir, rename, unlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { HoldfastError } from "../../kernels/protocol/index.ts";
import { readError, writeError } from "./file-errors.ts";
import { type HeldFolder, inFolder } from "./held.ts";
import { resolveEntry } from "./resolve-path.ts";
import { syncFolder } from "./write-atomically.ts";

/** File systems without hard links answer so. */
const NO_LINKS = ["EPERM", "ENOTSUP", "ENOSYS", "EOPNOTSUPP", "EMLINK"];

/**
 * Gives a file or folder another path; nothing is ever replaced.
 *
 * @throws HoldfastError HF_FILE_NOT_FOUND, HF_FILE_EXISTS, HF_FILE_UNWRITABLE, HF_PATH_INVALID, HF_PATH_HIDDEN
 */
export async function renameEntry(root: string, from: string, to: string): Promise<void> {
  const source = await resolveEntry(root, from);
  const target = await resolveEntry(root, to);
  if (source.file === target.file) return;
  await held(
    source.file,
    (error) => readError(error, from),
    (old, oldName) =>
      held(
        target.file,
        (error) => writeError(error, to),
        async (next, nextName) => {
          const facts = await entryIn(old, oldName, from);
          const [here, there] = [old.at(oldName), next.at(nextName)];
          try {
            if (await isOneName(facts, there, [source.file, target.file]))
              await rename(here, there);
            else if (facts.isDirectory()) await moveFolder(here, there, to);
            else await moveFile(here, there, to);
            await syncFolder(next.at());
          } catch (error) {
            if ((error as NodeJS.ErrnoException).code === "EEXIST") throw exists(to, error);
            if ((error as NodeJS.ErrnoException).code === "EINVAL") {
              throw new HoldfastError("HF_PATH_INVALID", `${from} cannot be moved into itself`, {
                cause: error,
              });
            }
            throw writeError(error, to);
          }
        },
      ),
  );
}

/**
 * Deletes a file or folder by moving it to `.trash` inside of the root (S10).
 *
 * @returns where it lies now, relative to the root
 * @throws HoldfastError HF_FILE_NOT_FOUND, HF_FILE_UNWRITABLE, HF_PATH_INVALID, HF_PATH_HIDDEN
 */
export async function moveToTrash(root: string, path: string): Promise<string> {
  const { file } = await resolveEntry(root, path);
  const stamp = `${new Date().toISOString().replace(/[:.]/g, "-")}-${randomBytes(3).toString("hex")}`;
  await held(
    file,
    (error) => readError(error, path),
    async (folder, name) => {
      await lstat(folder.at(name)).catch((error: unknown) => {
        throw readError(error, path);
      });
      try {
        await makeTrash(root);
        await inFolder(join(root, ".trash"), async (trash) => {
          await mkdir(trash.at(stamp));
          await inFolder(join(root, ".trash", stamp), (to) => rename(folder.at(name), to.at(name)));
        });
      } catch (error) {
        throw writeError(error, path);
      }
    },
  );
  return `.trash/${stamp}/${basename(file)}`;
}

/** Does something with a name in its folder, which is held. */
async function held(
  file: string,
  fault: (error: unknown) => HoldfastError,
  work: (folder: HeldFolder, name: string) => Promise<void>,
): Promise<void> {
  try {
    await inFolder(dirname(file), (folder) => work(folder, basename(file)));
  } catch (error) {
    throw fault(error);
  }
}

async function entryIn(folder: HeldFolder, name: string, path: string): Promise<Stats> {
  const facts = await lstat(folder.at(name)).catch((error: unknown) => {
    throw readError(error, path);
  });
  if (!facts.isFile() && !facts.isDirectory() && !facts.isSymbolicLink())
    throw new HoldfastError("HF_FILE_UNREADABLE", `${path} is neither a file nor a folder`);
  return facts;
}

async function makeTrash(root: string): Promise<void> {
  await inFolder(root, async (folder) => {
    await mkdir(folder.at(".trash"), { mode: 0o700 }).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    });
    if ((await lstat(folder.at(".trash"))).isDirectory()) return;
    throw new HoldfastError("HF_FILE_UNWRITABLE", ".trash of the served folder is no folder", {
      action: "Remove it, then delete again.",
    });
  });
}

/** Another spelling of the same name, on a disk that takes both for one: a link to it would already be there. */
async function isOneName(facts: Stats, there: string, files: [string, string]): Promise<boolean> {
  const [from, to] = files.map((file) => file.normalize("NFC").toLowerCase());
  if (from !== to || (facts.nlink > 1 && !facts.isDirectory())) return false;
  const found = await lstat(there).catch(() => undefined);
  return found !== undefined && found.ino === facts.ino && found.dev === facts.dev;
}

/** A link fails when the name is taken, where a rename would replace the other file unasked. */
async function moveFile(from: string, to: string, name: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if (!NO_LINKS.includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
    await refuseIfThere(to, name);
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
