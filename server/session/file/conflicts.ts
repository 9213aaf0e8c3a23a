import { access } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { type NotebookState, toNotebookCell } from "../../../kernels/protocol/index.ts";
import { fileHash } from "../../contents/file-hash.ts";
import { type NotebookFile, readNotebookFile } from "../../contents/notebook-file.ts";
import { notebookText } from "../../contents/notebook-text.ts";
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
    await this.showFile();
    this.#stranded = mine;
    order.tell({
      type: "conflict",
      reason: `The file was changed outside while it had unsaved work here. The file is shown; your work was written to "${copy}"`,
    });
  }

  async resolve(choice: "mine" | "theirs" | "copy"): Promise<void> {
    const { saver, order } = this.#parts;
    const mine = this.#stranded ?? order.state;
    const copyPath = choice === "copy" && !this.#stranded ? await this.#writeCopy(mine) : undefined;
    if (choice === "mine" && this.#stranded)
      order.tell({
        type: "replaced",
        metadata: mine.metadata,
        cells: mine.cells.map(toNotebookCell),
      });
    if (choice !== "mine" && !this.#stranded) await this.showFile();
    if (choice === "mine") await saver.save({ overwrite: true }); // before it is said that all is well
    this.#stranded = undefined;
    order.tell({ type: "resolved", choice, ...(copyPath !== undefined && { copyPath }) });
  }

  /** Takes the file when it holds something else than we wrote. */
  async takeChanged(): Promise<void> {
    // Asked with every tab that comes: a file that is as it was is not read into memory.
    const found = await fileHash(this.#parts.file()).catch(() => null);
    if (found === null || found === this.#parts.saver.hash) return;
    const file = await readNotebookFile(this.#parts.file()).catch(() => undefined);
    if (file && file.hash !== this.#parts.saver.hash) await this.#take(file);
  }

  /** Shows the file as it is on disk. */
  async showFile(): Promise<void> {
    await this.#take(await readNotebookFile(this.#parts.file()));
  }

  async #take(file: NotebookFile): Promise<void> {
    this.#parts.order.tell({
      type: "replaced",
      metadata: file.notebook.metadata,
      cells: file.notebook.cells,
    });
    await this.#parts.saver.adopt(file);
  }

  /** Writes the work beside the file under the first free name "<name> (copy n).ipynb". */
  async #writeCopy(mine: NotebookState): Promise<string> {
    const file = this.#parts.file();
    const extension = extname(file);
    const stem = basename(file, extension);
    for (let n = 1; ; n++) {
      const path = join(dirname(file), `${stem} (copy${n === 1 ? "" : ` ${n}`})${extension}`);
      const isFree = await access(path).then(
        () => false,
        () => true,
      );
      if (!isFree) continue;
      await this.#parts.writer.write(path, notebookText(mine), { expected: null });
      return basename(path);
    }
  }
}
