import type { Level } from "level";
import { HoldfastError } from "../../kernels/protocol/index.ts";
import { type BatchOp, type LevelOp, toLevelOp } from "./batch.ts";
import { SYNCED_KEY } from "./keys.ts";

/** Removes something when a write was refused: the disk is full, say. It has to use the given way to write. */
export type MakeSpace = (write: (batch: readonly BatchOp[]) => Promise<void>) => Promise<void>;

interface Waiting {
  readonly ops: readonly LevelOp[];
  readonly sync: boolean;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export interface CommitParts {
  readonly level: Level<string, string>;
  /** Gives space back to the disk. */
  readonly compact: () => Promise<void>;
  /** A write failed: throws when LevelDB cannot read its own files. */
  readonly refused: (error: unknown) => Promise<void>;
}

/** An unsynced write is on the disk at most this many milliseconds later. */
const SYNC_AFTER_MS = 1000;

/** Writes batches in groups without a timer: what arrives during a write is the next one. */
export class GroupCommit {
  /** Who makes space before a write that was refused is tried once more. */
  makeSpace: MakeSpace = async () => {};
  readonly #parts: CommitParts;
  #waiting: Waiting[] = [];
  #writing: Promise<void> | undefined;
  #isDirty = false;
  #isBroken = false;
  #isClosed = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: CommitParts) {
    this.#parts = parts;
  }

  /** @throws HoldfastError HF_FILE_UNWRITABLE */
  write(ops: readonly LevelOp[], sync: boolean): Promise<void> {
    const written = new Promise<void>((resolve, reject) => {
      this.#waiting.push({ ops, sync, resolve, reject });
    });
    this.#writing ??= this.#writeAll();
    return written;
  }

  /** Writes what waits, and syncs it. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.#writing;
    if (this.#isDirty) await this.#writeGroup([syncMark()], true);
  }

  async #writeAll(): Promise<void> {
    await Promise.resolve(); // what is written in one turn, all that came in one piece from a kernel, is one batch
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
      await this.#batch(ops, sync);
    } catch (error) {
      this.#isBroken = true;
      await this.#tryOnceMore(ops, sync, error);
    }
    this.#isDirty = !sync;
    if (sync) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
    } else if (!this.#isClosed) {
      this.#timer ??= setTimeout(() => this.#syncNow(), SYNC_AFTER_MS).unref();
    }
  }

  #batch(ops: LevelOp[], sync: boolean): Promise<void> {
    return this.#parts.level.batch<string, string | Uint8Array>(ops, { sync });
  }

  /** A write was refused: nothing else is written meanwhile, space is made, and it is tried once more. */
  async #tryOnceMore(ops: LevelOp[], sync: boolean, error: unknown): Promise<void> {
    try {
      await this.#reopen();
      await this.makeSpace((batch) => this.#batch(batch.map(toLevelOp), true));
      await this.#parts.compact();
      await this.#batch(ops, sync);
    } catch {
      this.#isBroken = true;
      await this.#parts.refused(error);
      throw error;
    }
  }

  /** After one failed write LevelDB refuses all further ones, also when there is space again. */
  async #reopen(): Promise<void> {
    await this.#parts.level.close();
    await this.#parts.level.open({ createIfMissing: false });
    this.#isBroken = false;
  }

  #syncNow(): void {
    this.#timer = undefined;
    // A failure is told to whoever writes next.
    this.write([syncMark()], true).catch(() => undefined);
  }
}

function syncMark(): LevelOp {
  return toLevelOp({ type: "put", key: SYNCED_KEY, value: Date.now() });
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
