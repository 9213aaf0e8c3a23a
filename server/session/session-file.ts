import { dirname } from "node:path";
import { makeFolders } from "../contents/folder.ts";
import { readNotebookFile } from "../contents/notebook-file.ts";
import { Conflicts } from "./file/conflicts.ts";
import type { OpenedNotebook } from "./file/open-notebook.ts";
import { OutsideChanges } from "./file/outside-changes.ts";
import { Saver } from "./file/saver.ts";
import type { Order } from "./order/order.ts";
import type { SessionServices } from "./session-services.ts";
import type { VolatileState } from "./volatile.ts";

export interface SessionFileParts {
  readonly order: Order;
  readonly volatile: VolatileState;
  /** The file was renamed by hand; absolute. */
  readonly moved: (file: string) => Promise<boolean>;
}

/** The file of an open notebook: saving it, what others do to it, and the choice between both. */
export class SessionFile {
  readonly saver: Saver;
  readonly conflicts: Conflicts;
  readonly outside: OutsideChanges;
  /** Absolute. */
  path: string;

  constructor(services: SessionServices, opened: OpenedNotebook, parts: SessionFileParts) {
    const { store, writer, root, onFault } = services;
    const { order, volatile, moved } = parts;
    this.path = opened.filePath;
    const file = (): string => this.path;
    this.saver = new Saver(
      {
        order,
        store,
        writer,
        file,
        makeFolder: () => makeFolders(root, dirname(order.state.path)),
        tell: (problem) => volatile.setUnsaved("file", problem),
        onFault,
      },
      { ...opened.file, mark: opened.mark },
    );
    this.conflicts = new Conflicts({ saver: this.saver, writer, file, order });
    const { saver, conflicts } = this;
    this.outside = new OutsideChanges({ saver, conflicts, order, file, moved, onFault });
    order.listen(() => this.saver.saveSoon());
  }

  /** Which file it is, whatever it is called (`fileMark`). */
  get mark(): string | undefined {
    return this.saver.mark;
  }

  /** Brings state and file together as they were found at opening. */
  async begin({ relation, file }: OpenedNotebook): Promise<void> {
    if (relation === "new") await this.saver.adopt(file);
    if (relation === "changed") await this.conflicts.show(await readNotebookFile(this.path));
    if (relation === "stranded") await this.conflicts.strand();
    this.saver.saveSoon();
    this.outside.start();
  }

  /** Saves what is unsaved. */
  save(): Promise<void> {
    return this.saver.save();
  }

  /** Looks whether somebody else changed the file: what nobody has edited here is shown as it is there. */
  look(): Promise<void> {
    return this.outside.look();
  }

  /** Saves, unless the file was deleted on purpose, and looks after it no longer. */
  async close(options: { readonly keepFile: boolean }): Promise<void> {
    await this.outside.close();
    // Why it failed was told; the journal has it.
    if (!options.keepFile) await this.saver.save().catch(() => {});
    await this.saver.close();
  }
}
