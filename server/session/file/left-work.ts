import { lstat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { HoldfastError, type NotebookState } from "../../../kernels/protocol/index.ts";
import { makeFolders } from "../../contents/folder.ts";
import { notebookText } from "../../contents/notebook-text.ts";
import { resolvePath } from "../../contents/resolve-path.ts";
import { writeAtomically } from "../../contents/write-atomically.ts";
import { forgetNotebook, notebookPaths, putBack } from "../../store/notebooks.ts";
import type { Store } from "../../store/store.ts";
import { unsavedState } from "./open-notebook.ts";

/** A notebook whose unsaved work is in the journal alone: its file is gone. */
export interface LeftNotebook {
  readonly notebookId: string;
  /** Where it was, relative to the root. */
  readonly path: string;
  readonly cells: number;
}

export interface LeftWorkParts {
  readonly store: Store;
  readonly root: string;
  /** Tells whether a notebook is open, and so told in its own tabs. */
  readonly isOpen: (notebookId: string) => boolean;
}

/** Accepted work that no file holds and that no tab shows, so that it is never lost silently (S35). */
export class LeftWork {
  readonly #parts: LeftWorkParts;

  constructor(parts: LeftWorkParts) {
    this.#parts = parts;
  }

  async list(): Promise<LeftNotebook[]> {
    const left: LeftNotebook[] = [];
    for (const [notebookId, path] of await notebookPaths(this.#parts.store)) {
      const state = await this.#stateOf(notebookId, path);
      if (state) left.push({ notebookId, path, cells: state.cells.length });
    }
    return left;
  }

  /**
   * The notebook with its unsaved work.
   *
   * @throws HoldfastError HF_NOT_FOUND
   */
  async text(notebookId: string): Promise<{ readonly path: string; readonly text: string }> {
    const { path, state } = await this.#find(notebookId);
    return { path, text: notebookText(state) };
  }

  /**
   * Writes it to a path that nothing has, where it was or elsewhere; missing folders are made. It is the same notebook
   * as before, with its runs.
   *
   * @throws HoldfastError HF_NOT_FOUND, HF_FILE_EXISTS, HF_FILE_UNWRITABLE, HF_PATH_…
   */
  async restore(notebookId: string, to?: string): Promise<string> {
    const { store, root } = this.#parts;
    const { path: from, state } = await this.#find(notebookId);
    const path = to ?? from;
    await makeFolders(root, dirname(path));
    const { file, realPath } = await resolvePath(root, path);
    if (!(await isGone(file))) throw new HoldfastError("HF_FILE_EXISTS", `${path} exists`);
    await writeAtomically(file, notebookText(state), {
      expected: null,
      // Before the file is there: whoever opens it at once finds the notebook.
      confirm: (hash) => putBack(store, notebookId, { from, to: realPath, hash }),
    });
    return realPath;
  }

  /** Gives the work up. @throws HoldfastError HF_NOT_FOUND */
  async forget(notebookId: string): Promise<void> {
    const { path } = await this.#find(notebookId);
    await forgetNotebook(this.#parts.store, notebookId, path);
  }

  async #find(notebookId: string): Promise<{ path: string; state: NotebookState }> {
    const path = (await notebookPaths(this.#parts.store)).get(notebookId);
    const state = path === undefined ? undefined : await this.#stateOf(notebookId, path);
    if (path !== undefined && state) return { path, state };
    throw new HoldfastError(
      "HF_NOT_FOUND",
      `No work without a file is kept of ${notebookId.slice(0, 40)}`,
    );
  }

  async #stateOf(notebookId: string, path: string): Promise<NotebookState | undefined> {
    const { store, root, isOpen } = this.#parts;
    if (isOpen(notebookId)) return undefined;
    return (await isGone(join(root, path))) ? unsavedState(store, notebookId) : undefined;
  }
}

function isGone(file: string): Promise<boolean> {
  return lstat(file).then(
    () => false,
    (error: NodeJS.ErrnoException) => error.code === "ENOENT" || error.code === "ENOTDIR",
  );
}
