import { join } from "node:path";
import type { Level } from "level";
import { HoldfastError } from "../../kernels/protocol/index.ts";
import { allChunksPrefix, SCHEMA_KEY, SYNCED_KEY } from "./keys.ts";
import { closeLevel, type OpenedLevel, openLevel } from "./open-level.ts";
import { DamagedRecord, decodeBytes, decodeRecord, encodeBytes, encodeRecord } from "./record.ts";
import { type StoreMarker, writeMarker } from "./store-marker.ts";

export interface BatchPut {
  readonly type: "put";
  readonly key: string;
  /** JSON. */
  readonly value: unknown;
  /** The value as `encodeRecord` made it: large ones are made bit by bit, before the batch. */
  readonly record?: string;
}
/** Bytes, which are written as they are. */
export interface BatchBytes {
  readonly type: "put";
  readonly key: string;
  readonly bytes: Uint8Array;
}
export interface BatchDelete {
  readonly type: "del";
  readonly key: string;
}
export type BatchOp = BatchPut | BatchBytes | BatchDelete;

/** Keys that start with a text, or from `gte` up to but without `lt`. */
export type KeyRange = string | { readonly gte: string; readonly lt: string };

type LevelOp =
  | { type: "put"; key: string; value: string }
  | { type: "put"; key: string; value: Uint8Array; valueEncoding: "view" }
  | { type: "del"; key: string };
interface Waiting {
  readonly ops: readonly LevelOp[];
  readonly sync: boolean;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Removes something when a write was refused: the disk is full, say. It has to use the given way to write. */
export type MakeSpace = (write: (batch: readonly BatchOp[]) => Promise<void>) => Promise<void>;

/** What the types of `level` leave out (it is ClassicLevel in Node). */
interface Compacting {
  compactRange(start: string, end: string): Promise<void>;
}

/** An unsynced write is on the disk at most this many milliseconds later. */
const SYNC_AFTER_MS = 1000;

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
  #waiting: Waiting[] = [];
  #writing: Promise<void> | undefined;
  #isDirty = false;
  #isBroken = false;
  #timer: NodeJS.Timeout | undefined;
  #closed: Promise<void> | undefined;
  #makeSpace: MakeSpace = async () => {};

  private constructor(folder: string, { level, marker, repaired }: OpenedLevel) {
    this.#level = level;
    this.#folder = folder;
    this.#marker = marker;
    this.storeId = marker.storeId;
    this.epoch = marker.epoch;
    this.repaired = repaired;
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
    const written = new Promise<void>((resolve, reject) => {
      this.#waiting.push({ ops, sync: options.sync, resolve, reject });
    });
    this.#writing ??= this.#writeAll();
    return written;
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
    this.#makeSpace = makeSpace;
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
    clearTimeout(this.#timer);
    await this.#writing;
    try {
      if (this.#isDirty) await this.#writeGroup([toLevelOp(syncMark())], true);
    } finally {
      await closeLevel(this.#level, this.#folder);
    }
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const group = this.#waiting;
      this.#waiting = [];
      const sync = group.some((member) => member.sync);
      try {
        await this.#writeGroup(
          group.flatMap((member) => member.ops),
          sync,
        );
      } catch (error) {
        const failed = writeError(error);
        for (const member of group) member.reject(failed);
        continue;
      }
      for (const member of group) member.resolve();
    }
    this.#writing = undefined;
  }

  async #writeGroup(ops: LevelOp[], sync: boolean): Promise<void> {
    if (this.#isBroken) await this.#reopen();
    try {
      await this.#level.batch<string, string | Uint8Array>(ops, { sync });
    } catch (error) {
      this.#isBroken = true;
      await this.#tryOnceMore(ops, sync, error);
    }
    this.#isDirty = !sync;
    if (sync) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
    } else if (this.#closed === undefined) {
      this.#timer ??= setTimeout(() => this.#syncNow(), SYNC_AFTER_MS).unref();
    }
  }

  /** A write was refused: nothing else is written meanwhile, space is made, and it is tried once more. */
  async #tryOnceMore(ops: LevelOp[], sync: boolean, error: unknown): Promise<void> {
    try {
      await this.#reopen();
      await this.#makeSpace((batch) =>
        this.#level.batch<string, string | Uint8Array>(batch.map(toLevelOp), { sync: true }),
      );
      await this.compact();
      await this.#level.batch<string, string | Uint8Array>(ops, { sync });
    } catch {
      this.#isBroken = true;
      if (isCorruption(error)) await this.#unreadable(error);
      throw error;
    }
  }

  /** After one failed write LevelDB refuses all further ones, also when there is space again. */
  async #reopen(): Promise<void> {
    await this.#level.close();
    await this.#level.open({ createIfMissing: false });
    this.#isBroken = false;
  }

  #syncNow(): void {
    this.#timer = undefined;
    // A failure is told to whoever writes next.
    this.write([syncMark()], { sync: true }).catch(() => undefined);
  }
}

function syncMark(): BatchPut {
  return { type: "put", key: SYNCED_KEY, value: Date.now() };
}

function toLevelOp(op: BatchOp): LevelOp {
  if (op.type === "del") return { type: "del", key: op.key };
  const { key } = op;
  if ("bytes" in op)
    return { type: "put", key, value: encodeBytes(key, op.bytes), valueEncoding: "view" };
  return { type: "put", key, value: op.record ?? encodeRecord(key, op.value) };
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

function writeError(error: unknown): HoldfastError {
  if (error instanceof HoldfastError) return error;
  const cause = (error as { cause?: unknown }).cause;
  const got = [error, cause]
    .filter((e): e is Error => e instanceof Error)
    .map((e) => e.message)
    .join(": ");
  return new HoldfastError("HF_FILE_UNWRITABLE", "The store cannot be written", {
    got,
    cause: error,
  });
}
