import { randomUUID } from "node:crypto";
import { HoldfastError, newNotebookMetadata } from "../../kernels/protocol/index.ts";
import { makeFolder } from "./folder.ts";
import { notebookText } from "./notebook-text.ts";
import { resolvePath } from "./resolve-path.ts";
import { writeAtomically } from "./write-atomically.ts";

export type UntitledType = "notebook" | "file" | "directory";

const MAX_TRIES = 10_000;

/** The text of a new notebook: our kernel, one empty code cell. */
export function newNotebookText(): string {
  const id = randomUUID().slice(0, 8);
  return notebookText({
    metadata: newNotebookMetadata,
    cells: [
      { id, cell_type: "code", metadata: {}, source: "", outputs: [], execution_count: null },
    ],
  });
}

/**
 * Makes a new notebook, file or folder with the first free name (`Untitled.ipynb`, `Untitled1.ipynb`, …)
 * and gives its path.
 *
 * @param folder relative to the root, "" for the root itself
 * @param ext of a file, with the dot
 * @throws HoldfastError HF_PATH_INVALID, HF_PATH_HIDDEN, HF_FILE_NOT_FOUND, HF_FILE_UNWRITABLE
 */
export async function makeUntitled(
  root: string,
  folder: string,
  options: { readonly type: UntitledType; readonly ext?: string },
): Promise<string> {
  const { type, ext = "" } = options;
  const stem = { notebook: "Untitled", file: "untitled", directory: "Untitled Folder" }[type];
  const separator = type === "directory" ? " " : "";
  const ending = type === "notebook" ? ".ipynb" : type === "file" ? ext : "";
  for (let n = 0; n < MAX_TRIES; n++) {
    const name = `${stem}${n === 0 ? "" : `${separator}${n}`}${ending}`;
    const path = folder === "" ? name : `${folder}/${name}`;
    if (await tryMake(root, path, type)) return path;
  }
  throw new HoldfastError("HF_FILE_EXISTS", `${MAX_TRIES} untitled names are taken`);
}

async function tryMake(root: string, path: string, type: UntitledType): Promise<boolean> {
  const resolved = await resolvePath(root, path);
  try {
    if (type === "directory") await makeFolder(resolved);
    else {
      const text = type === "notebook" ? newNotebookText() : "";
      await writeAtomically(resolved.file, text, { expected: null });
    }
    return true;
  } catch (error) {
    if (error instanceof HoldfastError && error.code === "HF_FILE_EXISTS") return false;
    throw error;
  }
}
