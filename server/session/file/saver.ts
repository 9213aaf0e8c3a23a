import {
  HoldfastError,
  isUnsaved,
  type NotebookState,
  type Place,
} from "../../../kernels/protocol/index.ts";
import { owned } from "../../base/faults.ts";
import { fileHash } from "../../contents/file-hash.ts";
import { fileMark } from "../../contents/file-identity.ts";
import type { NotebookOriginal } from "../../contents/notebook-original.ts";
import { notebookText, readyTexts } from "../../contents/notebook-text.ts";
import type { NotebookWriter } from "../../contents/writer.ts";
import type { SavedPlace } from "../../store/notebooks.ts";
import { markSaved, markSaving } from "../../store/saving.ts";
import { saveSnapshot } from "../../store/snapshot.ts";
import { writeFirstCells } from "../../store/snapshot-pieces.ts";
import type { Store } from "../../store/store.ts";
import type { Order } from "../order/order.ts";
import { folderGone, goneProblem, SaveTrouble, type TroubleParts } from "./save-trouble.ts";

const QUIET_MS = 1_000;
const STREAMING_MS = 30_000;
/** While cells run, saving may take at most this part of the time. */
const COST_SHARE = 1 / 20;

export interface SaverParts extends Omit<TroubleParts, "again"> {
  readonly order: Order;
  readonly store: Store;
  readonly writer: NotebookWriter;
  /** Absolute path of the file, as it is now. */
  readonly file: () => string;
  /** Makes the folder of the file again. */
  readonly makeFolder: () => Promise<void>;
}

export interface SaveOptions {
  /** Whatever the file holds. */
  readonly overwrite?: boolean;
  /** A person asks: a file that was deleted is made again. */
  readonly isAsked?: boolean;
}

/** Writes the notebook's file: when it is quiet, on every save, and now and then while cells run (STORE section 4). */
export class Saver {
  readonly #parts: SaverParts;
  readonly #trouble: SaveTrouble;
  #original: NotebookOriginal | undefined;
  /** SHA-256 of what the file holds as far as we know. */
  #hash: string;
  /** What we may have put into the file since that was noted. */
  #candidates: readonly SavedPlace[] = [];
  #mark: string | undefined;
  #snapshot: NotebookState | undefined;
  #saving: Promise<void> | undefined;
  #saves = 0;
  #timer: NodeJS.Timeout | undefined;
  #lastEnd = 0;
  #lastCost = 0;
  #isClosed = false;

  constructor(
    parts: SaverParts,
    facts: { hash: string; original: NotebookOriginal | undefined; mark?: string | undefined },
  ) {
    this.#parts = parts;
    this.#trouble = new SaveTrouble({ ...parts, again: () => this.save() });
    this.#hash = facts.hash;
    this.#original = facts.original;
    this.#mark = facts.mark;
  }

  get hash(): string {
    return this.#hash;
  }

  /** Tells whether a file with this hash holds what we put there. */
  knows(hash: string): boolean {
    return hash === this.#hash || this.#candidates.some((candidate) => candidate.hash === hash);
  }

  get isSaving(): boolean {
    return this.#saving !== undefined;
  }

  /** How many saves were asked for: whoever reads the file knows by it whether one came in between. */
  get saves(): number {
    return this.#saves;
  }

  /** Which file it is, when that is known. */
  get mark(): string | undefined {
    return this.#mark;
  }

  get trouble(): SaveTrouble {
    return this.#trouble;
  }

  /** Resolves when nothing is being written. */
  async settled(): Promise<void> {
    while (this.#saving !== undefined) await this.#saving.catch(() => {});
  }

  /**
   * The file was read and the state stands for it: from here on saves compare with it, and the journal begins anew.
   * What is saved meanwhile waits.
   */
  adopt(facts: { hash: string; original: NotebookOriginal | undefined }): Promise<void> {
    this.#hash = facts.hash;
    this.#original = facts.original;
    const { order, file } = this.#parts;
    const { state, seq } = order;
    return this.#alone(async () => {
      await order.flushed();
      await this.#record(state, { epoch: order.epoch, seq }, await fileMark(file()));
      this.#trouble.clear();
    });
  }

  /** Saves later, when it has been quiet for a while. */
  saveSoon(): void {
    const { state } = this.#parts.order;
    if (this.#isClosed || state.conflict !== null || !isUnsaved(state)) return;
    if (this.#trouble.waits) return; // it is tried again by itself, or a person has to say what to do
    clearTimeout(this.#timer);
    const pause = Math.max(STREAMING_MS, this.#lastCost / COST_SHARE);
    const wait =
      state.executions.length > 0
        ? Math.max(QUIET_MS, this.#lastEnd + pause - Date.now())
        : QUIET_MS;
    const save = owned(
      () => {}, // told by its trouble
      () => this.save(),
    );
    this.#timer = setTimeout(save, wait);
  }

  /**
   * Saves now, after a save that runs. Why it could not is told to every tab, and it is tried again.
   *
   * @throws HoldfastError HF_FILE_UNWRITABLE; a file that was changed outside is told in the order instead
   */
  async save(options: SaveOptions = {}): Promise<void> {
    clearTimeout(this.#timer);
    await this.#alone(() => this.#attempt(options));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#trouble.close();
    await this.#saving?.catch(() => {});
  }

  /** Does what changes the file, or what is known of it, after what does so now; counts it. */
  #alone(work: () => Promise<void>): Promise<void> {
    this.#saves++;
    const before = this.#saving?.catch(() => {}) ?? Promise.resolve();
    const doing = before.then(work).finally(() => {
      if (this.#saving === doing) this.#saving = undefined;
    });
    this.#saving = doing;
    return doing;
  }

  async #attempt(options: SaveOptions): Promise<void> {
    try {
      await this.#write(options);
    } catch (error) {
      this.#trouble.failed(error);
      throw error;
    }
  }

  async #write(options: SaveOptions): Promise<void> {
    const { overwrite = false, isAsked = false } = options;
    const { order, store } = this.#parts;
    const path = this.#parts.file();
    const { state, seq } = order;
    const isAgain = isAsked && this.#trouble.isGone;
    if (!overwrite && !isAgain && (state.conflict !== null || !isUnsaved(state))) return;
    const began = performance.now();
    await order.flushed();
    const place: Place = { epoch: order.epoch, seq };
    const { notebookId } = state;
    let mark: string | undefined;
    try {
      if (isAgain) await this.#parts.makeFolder();
      const hash = await this.#put(state, {
        expected: isAgain ? null : overwrite ? undefined : [this.#hash, ...this.#written],
        confirm: async (next, file) => {
          mark = file;
          this.#candidates = [
            ...(await this.#stillThere()),
            { hash: next, ...place, ...known(file) },
          ];
          await markSaving(store, notebookId, this.#candidates);
        },
      });
      this.#hash = hash;
      await this.#record(state, place, mark);
      order.tell({ type: "saved", seq });
      this.#trouble.clear();
    } catch (error) {
      // Renamed by hand meanwhile, and found: what was said is about a name that it no longer has.
      if (this.#parts.file() !== path) return this.#write(options);
      await this.#explain(error);
    }
    this.#lastCost = performance.now() - began;
    this.#lastEnd = Date.now();
  }

  async #put(
    state: NotebookState,
    { expected, confirm }: Parameters<NotebookWriter["write"]>[2] & object,
  ): Promise<string> {
    const options = { ...(expected !== undefined && { expected }), ...(confirm && { confirm }) };
    const text = await textOf(state, this.#original);
    return (await this.#parts.writer.write(this.#parts.file(), text, options)).hash;
  }

  get #written(): string[] {
    return this.#candidates.map(({ hash }) => hash);
  }

  /** Of what we may have put there, what the file holds: a save that ended badly may have come to the file. */
  async #stillThere(): Promise<readonly SavedPlace[]> {
    if (this.#candidates.length === 0) return [];
    const found = await fileHash(this.#parts.file()).catch(() => null);
    return this.#candidates.filter(({ hash }) => hash === found);
  }

  /** A file that another has changed is told in the order, one that is gone as what it is. */
  async #explain(error: unknown): Promise<void> {
    const { order, file } = this.#parts;
    const code = error instanceof HoldfastError ? error.code : undefined;
    if (code === "HF_FILE_UNWRITABLE" && (await folderGone(file()))) throw goneProblem(file());
    if (code === "HF_FILE_EXISTS") {
      this.#trouble.clear(); // it came back meanwhile
      order.tell({ type: "conflict", reason: "A file of this name is there again" });
    } else if (code !== "HF_FILE_CHANGED") throw error;
    else if ((await fileHash(file()).catch(() => "")) === null) throw goneProblem(file());
    else order.tell({ type: "conflict", reason: (error as HoldfastError).message });
  }

  /** The store says what the file holds: hash, snapshot, and the journal without what they cover, in one batch. */
  async #record(state: NotebookState, place: Place, mark: string | undefined): Promise<void> {
    const { store } = this.#parts;
    const all = await saveSnapshot(store, state, place, this.#snapshot);
    const { notebookId } = state;
    const snapshot = this.#snapshot ? all : await writeFirstCells(store, notebookId, all);
    const saved = { hash: this.#hash, ...place, ...known(mark) };
    await markSaved(store, notebookId, saved, snapshot);
    this.#candidates = [];
    this.#mark = mark;
    this.#snapshot = state;
  }
}

function known(file: string | undefined): { file?: string } {
  return file === undefined ? {} : { file };
}

/** A text longer than a string can be is no reason to end anything. */
async function textOf(
  state: NotebookState,
  original: NotebookOriginal | undefined,
): Promise<string> {
  try {
    await readyTexts(state, original);
    return notebookText(state, original);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new HoldfastError("HF_FILE_UNWRITABLE", "The notebook is too large to be saved", {
      expected: "at most 500 MB of text",
      action: "Clear the outputs of the cells that show most.",
      cause: error,
    });
  }
}
