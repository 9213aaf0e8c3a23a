import { join } from "node:path";
import type { Level } from "level";
import { HoldfastError } from "../../kernels/protocol/index.ts";
import { type BatchOp, toLevelOp } from "./batch.ts";
import { GroupCommit, type MakeSpace } from "./group-commit.ts";
import { allChunksPrefix, SCHEMA_KEY } from "./keys.ts";
import { closeLevel, type OpenedLevel, openLevel } from "./open-level.ts";
import { DamagedRecord, decodeBytes, decodeRecord } from "./record.ts";
import { type StoreMarker, writeMarker } from "./store-marker.ts";

/** Keys that start with a text, or from `gte` up to but without `lt`. */
export type KeyRange = string | { readonly gte: string; readonly lt: string };

/** What the types of `level` leave out (it is ClassicLevel in Node). */
interface Compacting {
  compactRange(start: string, end: string): Promise<void>;
}

/**
 * The one LevelDB of a state folder. Writes are committed in groups without a timer: what arrives during
 * a write is the next batch. A killed process loses nothing of it; a power cut at most the last second of
 * what was written without `sync`.
 */
export class Store {
  readonly storeId: string;
  /** Of the tokens, see `TokenSource`: +1 with each opening. */
  readonly epoch: number;
  /** Set when the store was damaged and repaired on opening. */
  readonly repaired: OpenedLevel["repaired"];
  readonly #level: Level<string, string>;
  readonly #folder: string;
  #marker: StoreMarker;
  readonly #commits: GroupCommit;
  #closed: Promise<void> | undefined;

  private constructor(folder: string, { level, marker, repaired }: OpenedLevel) {
    this.#level = level;
    this.#folder = folder;
    this.#marker = marker;
    this.storeId = marker.storeId;
    this.epoch = marker.epoch;
    this.repaired = repaired;
    this.#commits = new GroupCommit({
      level,
      compact: () => this.compact(),
      refused: async (error) => {
        if (isCorruption(error)) await this.#unreadable(error);
      },
    });
  }

  /**
   * Opens the store of a state folder, and makes it on the first start.
   *
   * @param folder the state folder; the database lies in its folder `store`
   * @throws HoldfastError HF_STORE_LOCKED, HF_STORE_CORRUPT, HF_STORE_VERSION, HF_FILE_UNWRITABLE
   */
  static async open(folder: string): Promise<Store> {
    const place = join(folder, "store");
    const opened = await openLevel(place);
    const store = new Store(place, opened);
    const { v, storeId } = opened.marker;
    const schema = opened.repaired ? undefined : await store.get<{ v: number }>(SCHEMA_KEY);
    if (schema?.v !== v)
      await store.write([{ type: "put", key: SCHEMA_KEY, value: { v, storeId } }], { sync: true });
    return store;
  }

  /**
   * Writes a batch: all of it or nothing.
   *
   * @param options.sync resolve only when it is on the disk
   * @throws HoldfastError HF_STORE_CLOSED, HF_FILE_UNWRITABLE (the disk is full, say; a later write tries anew)
   */
  async write(batch: readonly BatchOp[], options: { readonly sync: boolean }): Promise<void> {
    if (this.#closed !== undefined) throw closedError();
    const ops = batch.map(toLevelOp);
    if (ops.length === 0) return;
    return this.#commits.write(ops, options.sync);
  }

  /**
   * Gives the value of a key, or undefined.
   *
   * @throws HoldfastError HF_STORE_CORRUPT when the record was damaged on the disk
   */
  async get<T>(key: string): Promise<T | undefined> {
    const record = (await this.#level.get(key).catch((e) => this.#unreadable(e))) as
      | string
      | undefined;
    if (record === undefined) return undefined;
    const value = decodeRecord(key, record);
    if (value instanceof DamagedRecord)
      throw new HoldfastError("HF_STORE_CORRUPT", `The record ${key} is damaged`);
    return value as T;
  }

  /**
   * Gives the bytes of a key, or undefined.
   *
   * @throws HoldfastError HF_STORE_CORRUPT when the record was damaged on the disk
   */
  async getBytes(key: string): Promise<Uint8Array | undefined> {
    const record = (await this.#level
      .get<string, Uint8Array>(key, { valueEncoding: "view" })
      .catch((e) => this.#unreadable(e))) as Uint8Array | undefined;
    if (record === undefined) return undefined;
    const bytes = decodeBytes(key, record);
    if (bytes instanceof DamagedRecord)
      throw new HoldfastError("HF_STORE_CORRUPT", `The record ${key} is damaged`);
    return bytes;
  }

  /** Gives keys with their values in the order of the keys; a value damaged on the disk is a `DamagedRecord`. */
  async *range(range: KeyRange): AsyncGenerator<[key: string, value: unknown], void, undefined> {
    try {
      for await (const [key, record] of this.#level.iterator(bounds(range)))
        yield [key, decodeRecord(key, record)];
    } catch (error) {
      throw await this.#unreadable(error).catch((e: unknown) => e);
    }
  }

  /** Gives the values of a range in the order of the keys; what was damaged on the disk is passed over. */
  async *undamaged<T>(range: KeyRange): AsyncGenerator<T, void, undefined> {
    for await (const [, value] of this.range(range))
      if (!(value instanceof DamagedRecord)) yield value as T;
  }

  /** Gives the keys of a range, without reading their values. */
  async *keys(range: KeyRange): AsyncGenerator<string, void, undefined> {
    try {
      yield* this.#level.keys(bounds(range));
    } catch (error) {
      throw await this.#unreadable(error).catch((e: unknown) => e);
    }
  }

  /** LevelDB cannot read one of its files: the next opening has to repair the store. */
  async #unreadable(error: unknown): Promise<never> {
    if (!isCorruption(error)) throw error;
    const { message } = error as Error;
    if (this.#marker.damaged === undefined) {
      this.#marker = { ...this.#marker, damaged: message };
      await writeMarker(this.#folder, this.#marker).catch(() => undefined); // it may be the disk
    }
    throw new HoldfastError("HF_STORE_CORRUPT", "The store cannot be read", {
      got: message,
      action: "Stop the server and start it again: it keeps a copy and repairs the store.",
      cause: error,
    });
  }

  /** Sets who makes space before a write that was refused is tried once more. */
  onFull(makeSpace: MakeSpace): void {
    this.#commits.makeSpace = makeSpace;
  }

  /** Gives the space of removed chunks back to the disk. */
  async compact(): Promise<void> {
    const { gte, lt } = bounds(allChunksPrefix);
    await (this.#level as unknown as Compacting).compactRange(gte, lt);
  }

  /** Writes what waits, syncs it and closes. Calling it again is harmless. */
  async close(): Promise<void> {
    this.#closed ??= this.#flushAndClose();
    return this.#closed;
  }

  async #flushAndClose(): Promise<void> {
    try {
      await this.#commits.close();
    } finally {
      await closeLevel(this.#level, this.#folder);
    }
  }
}

function bounds(range: KeyRange): { gte: string; lt: string } {
  if (typeof range !== "string") return range;
  const last = range.charCodeAt(range.length - 1);
  return { gte: range, lt: range.slice(0, -1) + String.fromCharCode(last + 1) };
}

/** Iterators of LevelDB give no code. */
function isCorruption(error: unknown): boolean {
  const { code, message, cause } = error as { code?: string; message?: string; cause?: unknown };
  return (
    code === "LEVEL_CORRUPTION" ||
    message?.startsWith("Corruption") === true ||
    (cause instanceof Error && isCorruption(cause))
  );
}

function closedError(): HoldfastError {
  return new HoldfastError("HF_STORE_CLOSED", "The store is closed");
}
