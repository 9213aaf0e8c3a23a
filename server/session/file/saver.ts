import {
  HoldfastError,
  isUnsaved,
  type NotebookState,
  type Place,
} from "../../../kernels/protocol/index.ts";
import { owned } from "../../base/faults.ts";
import type { NotebookOriginal } from "../../contents/notebook-original.ts";
import { notebookText } from "../../contents/notebook-text.ts";
import type { NotebookWriter } from "../../contents/writer.ts";
import { markSaved, markSaving } from "../../store/saving.ts";
import { saveSnapshot } from "../../store/snapshot.ts";
import { writeFirstCells } from "../../store/snapshot-pieces.ts";
import type { Store } from "../../store/store.ts";
import type { Order } from "../order/order.ts";

const QUIET_MS = 1_000;
const STREAMING_MS = 30_000;
/** While cells run, saving may take at most this part of the time. */
const COST_SHARE = 1 / 20;

export interface SaverParts {
  readonly order: Order;
  readonly store: Store;
  readonly writer: NotebookWriter;
  /** Absolute path of the file, as it is now. */
  readonly file: () => string;
  readonly onFault: (error: unknown) => void;
}

/** Writes the notebook's file: when it is quiet, on every save, and now and then while cells run (STORE section 4). */
export class Saver {
  readonly #parts: SaverParts;
  #original: NotebookOriginal | undefined;
  /** SHA-256 of what the file holds as far as we know. */
  #hash: string;
  #snapshot: NotebookState | undefined;
  #saving: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #lastEnd = 0;
  #lastCost = 0;
  #isClosed = false;

  constructor(parts: SaverParts, facts: { hash: string; original: NotebookOriginal | undefined }) {
    this.#parts = parts;
    this.#hash = facts.hash;
    this.#original = facts.original;
  }

  get hash(): string {
    return this.#hash;
  }

  /** The file was read and the state stands for it: from here on saves compare with it, and the journal begins anew. */
  async adopt(facts: { hash: string; original: NotebookOriginal | undefined }): Promise<void> {
    this.#hash = facts.hash;
    this.#original = facts.original;
    const { order } = this.#parts;
    const { state, seq } = order;
    await order.flushed();
    await this.#record(state, { epoch: order.epoch, seq });
  }

  /** Saves later, when it has been quiet for a while. */
  saveSoon(): void {
    const { state } = this.#parts.order;
    if (this.#isClosed || state.conflict !== null || !isUnsaved(state)) return;
    clearTimeout(this.#timer);
    const pause = Math.max(STREAMING_MS, this.#lastCost / COST_SHARE);
    const wait =
      state.executions.length > 0
        ? Math.max(QUIET_MS, this.#lastEnd + pause - Date.now())
        : QUIET_MS;
    const save = owned(this.#parts.onFault, () => this.save());
    this.#timer = setTimeout(save, wait);
  }

  /**
   * Saves now, after a save that runs.
   *
   * @throws HoldfastError HF_FILE_UNWRITABLE; a file that was changed outside is told in the order instead
   */
  async save(options: { readonly overwrite?: boolean } = {}): Promise<void> {
    clearTimeout(this.#timer);
    while (this.#saving !== undefined) await this.#saving.catch(() => {});
    this.#saving = this.#write(options.overwrite ?? false).finally(() => {
      this.#saving = undefined;
    });
    await this.#saving;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.#saving?.catch(() => {});
  }

  async #write(overwrite: boolean): Promise<void> {
    const { order, store, writer, file } = this.#parts;
    const { state, seq } = order;
    if (!overwrite && (state.conflict !== null || !isUnsaved(state))) return;
    const began = performance.now();
    await order.flushed();
    const place: Place = { epoch: order.epoch, seq };
    try {
      const { hash } = await writer.write(file(), notebookText(state, this.#original), {
        ...(overwrite ? {} : { expected: this.#hash }),
        confirm: (next) => markSaving(store, state.notebookId, { hash: next, ...place }),
      });
      this.#hash = hash;
      await this.#record(state, place);
      order.tell({ type: "saved", seq });
    } catch (error) {
      if (!(error instanceof HoldfastError) || error.code !== "HF_FILE_CHANGED") throw error;
      order.tell({ type: "conflict", reason: error.message });
    }
    this.#lastCost = performance.now() - began;
    this.#lastEnd = Date.now();
  }

  /** The store says what the file holds: hash, snapshot, and the journal without what they cover, in one batch. */
  async #record(state: NotebookState, place: Place): Promise<void> {
    const { store } = this.#parts;
    const all = await saveSnapshot(store, state, place, this.#snapshot);
    const { notebookId } = state;
    const snapshot = this.#snapshot ? all : await writeFirstCells(store, notebookId, all);
    await markSaved(store, state.notebookId, { hash: this.#hash, ...place }, snapshot);
    this.#snapshot = state;
  }
}
