import { readFile } from "node:fs/promises";
import { HoldfastError } from "../../kernels/protocol/index.ts";
import { readError } from "./file-errors.ts";
import { entryOf } from "./folder.ts";
import { resolvePath } from "./resolve-path.ts";
import { writeAtomically } from "./write-atomically.ts";

const MAX_TRIES = 10_000;

/**
 * Copies a file into a folder as `<name>-Copy1.<end>`, the first free number, and gives the copy's path.
 *
 * @param folder relative to the root, "" for the root itself
 * @throws HoldfastError HF_FILE_NOT_FOUND, HF_FILE_UNREADABLE (also for a folder), HF_FILE_UNWRITABLE
 */
export async function copyEntry(root: string, from: string, folder: string): Promise<string> {
  const source = await resolvePath(root, from);
  const { name, type } = await entryOf(source);
  if (type === "directory")
    throw new HoldfastError("HF_FILE_UNREADABLE", `${from} is a folder and cannot be copied`);
  const bytes = await readFile(source.file).catch((error: unknown) => {
    throw readError(error, from);
  });
  const dot = name.lastIndexOf(".");
  const [stem, end] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ""];
  for (let n = 1; n < MAX_TRIES; n++) {
    const copy = `${stem.replace(/-Copy\d+$/, "")}-Copy${n}${end}`;
    const path = folder === "" ? copy : `${folder}/${copy}`;
    try {
      await writeAtomically((await resolvePath(root, path)).file, bytes, { expected: null });
      return path;
    } catch (error) {
      if (!(error instanceof HoldfastError && error.code === "HF_FILE_EXISTS")) throw error;
    }
  }
  throw new HoldfastError("HF_FILE_EXISTS", `${MAX_TRIES} names of copies are taken`);
}
