import { lstat } from "node:fs/promises";
import { HoldfastError } from "../../kernels/protocol/index.ts";
import { entryOf } from "./folder.ts";
import { openRegular } from "./open-regular.ts";
import { readPieces } from "./read-pieces.ts";
import { resolvePath } from "./resolve-path.ts";
import { writeAtomically } from "./write-atomically.ts";

const MAX_TRIES = 10_000;

/**
 * Copies a file into a folder as `<name>-Copy1.<end>`, the first free number, and gives the copy's path. The bytes go through piece by piece.
 *
 * @param folder relative to the root, "" for the root itself
 * @throws HoldfastError HF_FILE_NOT_FOUND, HF_FILE_UNREADABLE (also for a folder), HF_FILE_UNWRITABLE
 */
export async function copyEntry(root: string, from: string, folder: string): Promise<string> {
  const source = await resolvePath(root, from);
  const { name, type } = await entryOf(source);
  if (type === "directory")
    throw new HoldfastError("HF_FILE_UNREADABLE", `${from} is a folder and cannot be copied`);
  const { handle } = await openRegular(source.file, from);
  try {
    for (let n = 1; n < MAX_TRIES; n++) {
      const path = nameOfCopy(name, folder, n);
      const target = await resolvePath(root, path);
      if (await isTaken(target.file)) continue;
      try {
        await writeAtomically(target.file, readPieces(handle), { expected: null });
        return path;
      } catch (error) {
        // Somebody took the name meanwhile.
        if (!(error instanceof HoldfastError && error.code === "HF_FILE_EXISTS")) throw error;
      }
    }
  } finally {
    await handle.close();
  }
  throw new HoldfastError("HF_FILE_EXISTS", `${MAX_TRIES} names of copies are taken`);
}

function nameOfCopy(name: string, folder: string, n: number): string {
  const dot = name.lastIndexOf(".");
  const [stem, end] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ""];
  const copy = `${stem.replace(/-Copy\d+$/, "")}-Copy${n}${end}`;
  return folder === "" ? copy : `${folder}/${copy}`;
}

async function isTaken(file: string): Promise<boolean> {
  return lstat(file).then(
    () => true,
    () => false,
  );
}
