import { basename, dirname, extname, join } from "node:path";
import {
  HoldfastError,
  type NotebookState,
  toNotebookCell,
  toProblem,
} from "../../../kernels/protocol/index.ts";
import { type NotebookFile, readNotebookFile } from "../../contents/notebook-file.ts";
import { notebookText } from "../../contents/notebook-text.ts";
import { openRegular } from "../../contents/open-regular.ts";
import { readPieces } from "../../contents/read-pieces.ts";
import { writeAtomically } from "../../contents/write-atomically.ts";
import type { NotebookWriter } from "../../contents/writer.ts";
import type { Order } from "../order/order.ts";
import type { Saver } from "./saver.ts";

export interface ConflictParts {
  readonly saver: Saver;
  readonly writer: NotebookWriter;
  readonly file: () => string;
  readonly order: Order;
}

/** What happens when the file was changed outside: saving waits, and a person chooses; nothing is overwritten silently. */
export class Conflicts {
  readonly #parts: ConflictParts;
  /** Unsaved work of an earlier opening, while the file is shown. */
  #stranded: NotebookState | undefined;
  #resolving: Promise<void> = Promise.resolve();

  constructor(parts: ConflictParts) {
    this.#parts = parts;
  }

  /**
   * Shows the file in place of unsaved work of an earlier opening. The work is written beside it at once, and
   * kept until a person chooses.
   */
  async strand(): Promise<void> {
    const { order } = this.#parts;
    const mine = order.state;
    const copy = await this.#writeCopy(mine);
    await this.show(await readNotebookFile(this.#parts.file()));
    this.#stranded = mine;
    order.tell({
      type: "conflict",
      reason: `The file was changed outside while it had unsaved work here. The file is shown; your work was written to "${copy}"`,
    });
  }

  /** Does what a person chose; what is given up lies beside the file, so that there is a way back. */
  resolve(choice: "mine" | "theirs" | "copy"): Promise<void> {
    // Of two who choose at once the first decides.
    this.#resolving = this.#resolving
      .catch(() => {})
      .then(() => (this.#parts.order.state.conflict === null ? undefined : this.#choose(choice)));
    return this.#resolving;
  }

  async #choose(choice: "mine" | "theirs" | "copy"): Promise<void> {
    const { order } = this.#parts;
    try {
      const copyPath = choice === "mine" ? await this.#keepMine() : await this.#takeTheirs();
      this.#stranded = undefined;
      order.tell({ type: "resolved", choice, ...(copyPath !== undefined && { copyPath }) });
    } catch (error) {
      // Nothing was given up: it is said why, and the choice stays open.
      order.tell({
        type: "conflict",
        reason: `That could not be done: ${toProblem(error).detail}`,
      });
      throw error;
    }
  }

  async #keepMine(): Promise<string | undefined> {
    const { saver, order, file } = this.#parts;
    const copyPath = await this.#copyTheirs(file());
    const mine = this.#stranded;
    if (mine)
      order.tell({
        type: "replaced",
        metadata: mine.metadata,
        cells: mine.cells.map(toNotebookCell),
      });
    await saver.save({ overwrite: true }); // before it is said that all is well
    return copyPath;
  }

  async #takeTheirs(): Promise<string | undefined> {
    if (this.#stranded) return undefined; // it is shown, and the work lies beside it
    const { file, order, saver, writer } = this.#parts;
    await saver.settled();
    const theirs = await readNotebookFile(file());
    const copied = order.state;
    const copy = await this.#writeCopy(copied);
    const mine = order.state;
    const shown = this.show(theirs);
    // What was typed while the copy was written comes into it too.
    if (mine !== copied) await writer.write(join(dirname(file()), copy), notebookText(mine));
    await shown;
    return copy;
  }

  /** Shows what was read of the file in place of what the notebook holds, at once: what is not saved then is gone. */
  async show(file: NotebookFile): Promise<void> {
    this.#parts.order.tell({
      type: "replaced",
      metadata: file.notebook.metadata,
      cells: file.notebook.cells,
    });
    await this.#parts.saver.adopt(file);
  }

  /** Writes the work beside the file under the first free name "<name> (copy n).ipynb". */
  #writeCopy(mine: NotebookState): Promise<string> {
    const text = notebookText(mine);
    return this.#beside("copy", (path) => this.#parts.writer.write(path, text, { expected: null }));
  }

  /** What the file holds, byte by byte, before it is overwritten; nothing when there is no file. */
  async #copyTheirs(file: string): Promise<string | undefined> {
    const found = await openRegular(file, basename(file)).catch((error: HoldfastError) => {
      if (error.code === "HF_FILE_NOT_FOUND") return undefined;
      throw error;
    });
    if (!found) return undefined;
    const { handle } = found;
    try {
      return await this.#beside("theirs", (path) =>
        writeAtomically(path, readPieces(handle), { expected: null }),
      );
    } finally {
      await handle.close();
    }
  }

  /** Writes a file beside the notebook's, under the first free name "<name> (<word> n).ipynb"; gives that. */
  async #beside(word: string, write: (path: string) => Promise<unknown>): Promise<string> {
    const file = this.#parts.file();
    const extension = extname(file);
    const stem = basename(file, extension);
    for (let n = 1; ; n++) {
      const path = join(dirname(file), `${stem} (${word}${n === 1 ? "" : ` ${n}`})${extension}`);
      try {
        await write(path);
        return basename(path);
      } catch (error) {
        if (!(error instanceof HoldfastError && error.code === "HF_FILE_EXISTS")) throw error;
      }
    }
  }
}
