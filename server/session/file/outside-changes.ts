import { setTimeout as pause } from "node:timers/promises";
import {
  HoldfastError,
  isUnsaved,
  type NotebookState,
  type Problem,
  problem,
} from "../../../kernels/protocol/index.ts";
import type { OnFault } from "../../base/faults.ts";
import { fileHash } from "../../contents/file-hash.ts";
import { fileBeside } from "../../contents/file-identity.ts";
import { readNotebookFile } from "../../contents/notebook-file.ts";
import type { Order } from "../order/order.ts";
import type { Conflicts } from "./conflicts.ts";
import { FileWatch } from "./file-watch.ts";
import { goneProblem } from "./save-trouble.ts";
import type { Saver } from "./saver.ts";

/** A file that cannot be read as a notebook is looked at so often again: an editor may be writing it. */
const TRIES = 3;
/** So long a run waits for the look at its file. */
const LOOK_MS = 1_000;

export interface OutsideParts {
  readonly order: Order;
  readonly saver: Saver;
  readonly conflicts: Conflicts;
  readonly file: () => string;
  /** The file has this path now, absolute: it was renamed by hand. False when another notebook is open there. */
  readonly moved: (file: string) => Promise<boolean>;
  readonly onFault: OnFault;
}

interface Noticed {
  readonly count: number;
  /** The cells whose text was changed, or that a person has to choose first. */
  readonly cellIds: ReadonlySet<string> | "conflict";
}

function sourcesOf(state: NotebookState): Map<string, string> {
  return new Map(state.cells.map(({ id, source }) => [id, source]));
}

/** Tells whether what the notebook holds is not all in the file, or soon will not be. */
function isInUse(state: NotebookState): boolean {
  return isUnsaved(state) || state.executions.length > 0;
}

/** Why cells do not run now, once it has been looked; nothing for what is no run. */
export type Looked = Promise<Problem | undefined> | undefined;

/** What others do to the file of an open notebook, noticed while nobody edits and before a cell runs. */
export class OutsideChanges {
  readonly #parts: OutsideParts;
  readonly #watch: FileWatch;
  #unreadable = 0;
  /** What the last look found that found something, and how many did. */
  #noticed: Noticed = { count: 0, cellIds: new Set() };
  /** The trouble that is told came from looking, not from writing. */
  #isTelling = false;

  constructor(parts: OutsideParts) {
    this.#parts = parts;
    const { file, onFault, saver } = parts;
    const isMissed = (): boolean => saver.trouble.isGone;
    this.#watch = new FileWatch({ file, onFault, isMissed, changed: () => this.#changed() });
  }

  /**
   * Looks at the file before cells run: one whose text has just been changed there is shown first, not run.
   *
   * @returns why they do not run now
   */
  async changedCell(cellIds: readonly string[]): Promise<Problem | undefined> {
    const before = this.#noticed;
    // A disk that does not answer keeps nobody from working.
    const looked = this.#watch.lookAnew().catch(this.#parts.onFault);
    await Promise.race([looked, pause(LOOK_MS, undefined, { ref: false })]);
    const { count, cellIds: changed } = this.#noticed;
    if (count === before.count) return undefined;
    if (changed === "conflict")
      return problem("HF_FILE_CHANGED", "The file was changed outside a moment ago");
    const found = cellIds.find((id) => changed.has(id));
    if (found === undefined) return undefined;
    const detail = `The file was changed outside: cell ${found} is not what was to run`;
    return { ...problem("HF_REVISION_STALE", detail), action: "Look at it, then run it again." };
  }

  /** Looks by itself from here on. */
  start(): void {
    this.#watch.start();
  }

  look(): Promise<void> {
    return this.#watch.look();
  }

  close(): Promise<void> {
    return this.#watch.close();
  }

  async #changed(): Promise<boolean> {
    const { saver, file, order } = this.#parts;
    while (saver.isSaving) await saver.settled();
    const { saves } = saver;
    const found = await fileHash(file()).catch((error: unknown) => error as HoldfastError);
    if (saver.saves !== saves) return this.#changed(); // what was read may be ours by now
    if (found === null) return this.#gone();
    if (found instanceof HoldfastError) return this.#tellTrouble(found);
    if (saver.knows(found)) {
      this.#fine();
      return true;
    }
    if (order.state.conflict !== null) return true;
    if (isInUse(order.state)) {
      this.#fine();
      this.#notice("conflict");
      order.tell({ type: "conflict", reason: "It holds something else than was opened here" });
      return true;
    }
    return this.#show(saves);
  }

  /** @param saves how many saves had begun when the change was found */
  async #show(saves: number): Promise<boolean> {
    const { conflicts, order, saver, file } = this.#parts;
    try {
      const theirs = await readNotebookFile(file());
      // Reading takes a while: what was typed, run or saved meanwhile is not taken away.
      const isStill = saver.saves === saves && order.state.conflict === null;
      if (!isStill || isInUse(order.state)) return this.#changed();
      const before = sourcesOf(order.state);
      await conflicts.show(theirs);
      const after = sourcesOf(order.state);
      const all = [...new Set([...before.keys(), ...after.keys()])];
      this.#notice(new Set(all.filter((id) => before.get(id) !== after.get(id))));
      this.#fine();
      return true;
    } catch (error) {
      if (++this.#unreadable < TRIES) return false;
      return this.#tellTrouble(error);
    }
  }

  #notice(cellIds: Noticed["cellIds"]): void {
    this.#noticed = { count: this.#noticed.count + 1, cellIds };
  }

  async #gone(): Promise<boolean> {
    const { saver, file, moved } = this.#parts;
    const beside = saver.mark === undefined ? undefined : await fileBeside(file(), saver.mark);
    if (beside !== undefined && (await moved(beside))) return false; // it is looked at there
    return this.#tellTrouble(goneProblem(file()));
  }

  #tellTrouble(error: unknown): boolean {
    this.#unreadable = 0;
    this.#isTelling = true;
    this.#parts.saver.trouble.failed(error);
    return true;
  }

  /** The file is there and can be read. */
  #fine(): void {
    const { saver } = this.#parts;
    this.#unreadable = 0;
    if (!this.#isTelling && !saver.trouble.isGone) return;
    this.#isTelling = false;
    saver.trouble.clear();
    saver.saveSoon();
  }
}
