import type { ExecutionMessage, Operation } from "../../kernels/protocol/index.ts";
import type { BatchOp } from "./batch.ts";
import { readJournal } from "./journal-read.ts";
import { asideKey, journalKey, journalPlace } from "./keys.ts";
import { DamagedRecord } from "./record.ts";
import type { Store } from "./store.ts";

/** One event of a notebook's order (STORE section 2). */
export interface JournalEvent {
  /** The epoch in which it was accepted. */
  readonly e: number;
  /** Its sequence number: the previous + 1, also across epochs. */
  readonly s: number;
  /** Milliseconds since the epoch of Unix. */
  readonly t: number;
  /** The execution that it belongs to. */
  readonly x?: string;
  /** The cell that it belongs to. */
  readonly c?: string;
  /** An operation's id, `<clientId>:<n>` or `server`. */
  readonly id?: string;
  /** Who asked for it. */
  readonly by?: string;
  readonly op?: Operation;
  readonly m?: ExecutionMessage;
}

export interface JournalReplay {
  readonly events: readonly JournalEvent[];
  /** Set when records were missing after `after`: how many later ones were set aside. */
  readonly gap?: { readonly after: number; readonly setAside: number };
}

/** The journal of one notebook in one epoch: the truth while the notebook is open. */
export class Journal {
  readonly #store: Store;
  readonly #notebookId: string;
  readonly #epoch: number;
  #last: number | undefined;
  /** Events whose write failed, by key: without them a later replay would end before what follows. */
  readonly #unwritten = new Map<string, BatchOp>();

  constructor(store: Store, notebookId: string, epoch: number) {
    this.#store = store;
    this.#notebookId = notebookId;
    this.#epoch = epoch;
  }

  /** Whether events wait that could not be written: the next `append` writes them, an empty one, too. */
  get isBehind(): boolean {
    return this.#unwritten.size > 0;
  }

  /**
   * Appends events and resolves when they are written: broadcast them only then. Events that could not be written
   * before, the disk was full, say, are written with them.
   *
   * @param options.sync also on the disk, default false (then within a second)
   * @throws HoldfastError HF_STORE_CLOSED, HF_FILE_UNWRITABLE
   * @throws TypeError when an event is of another epoch or leaves out a number
   */
  async append(
    events: readonly JournalEvent[],
    options: { readonly sync?: boolean } = {},
  ): Promise<void> {
    const batch = new Map<string, BatchOp>(this.#unwritten);
    for (const event of events) {
      if (event.e !== this.#epoch)
        throw new TypeError(`Event ${event.s} has epoch ${event.e}, the journal ${this.#epoch}`);
      if (this.#last !== undefined && event.s !== this.#last + 1)
        throw new TypeError(`Event ${event.s} does not follow event ${this.#last}`);
      this.#last = event.s;
      const key = journalKey(this.#notebookId, event.e, event.s);
      batch.set(key, { type: "put", key, value: event });
    }
    try {
      await this.#store.write([...batch.values()], { sync: options.sync ?? false });
      for (const key of batch.keys()) this.#unwritten.delete(key);
    } catch (error) {
      for (const [key, op] of batch) this.#unwritten.set(key, op);
      throw error;
    }
  }

  /**
   * Reads the events after a place in their order across epochs, up to the first gap. What lies behind a
   * gap is moved out of the journal (keys `a/…`) and reported. Call it before the first `append`.
   *
   * @throws HoldfastError HF_STORE_CLOSED, HF_FILE_UNWRITABLE
   */
  async read(after: { readonly s: number }): Promise<JournalReplay> {
    const { events, behind } = await readJournal(this.#store, this.#notebookId, after.s);
    if (behind.length === 0) return { events };
    const batch = behind.flatMap(({ key, value }): BatchOp[] => {
      const { epoch, seq } = journalPlace(key);
      const kept = value instanceof DamagedRecord ? { damaged: value.text } : value;
      return [
        { type: "del", key },
        { type: "put", key: asideKey(this.#notebookId, epoch, seq), value: kept },
      ];
    });
    await this.#store.write(batch, { sync: true });
    return { events, gap: { after: events.at(-1)?.s ?? after.s, setAside: behind.length } };
  }
}
