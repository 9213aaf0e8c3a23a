import { owned } from "../base/faults.ts";
import type { Store } from "../store/store.ts";
import type { CheckpointStore, WriteBatch } from "./checkpoint-store.ts";
import { removeOrphans } from "./orphans.ts";
import { bytesOf, type RetentionRules, toRemove } from "./retention-rules.ts";
import type { RemovalReason, RunRecord } from "./run-record.ts";

/** So often it is looked whether something has to go, ms. */
const PASS_MS = 60_000;
const SWEEP_MS = 7 * 24 * 3_600_000;
/** A record that only says why its checkpoints were removed is kept so long, ms. */
const TOMBSTONE_MS = 30 * 24 * 3_600_000;
/** LevelDB is compacted after so many bytes of chunks went out of use; so many are given up when the disk is full. */
const COMPACT_BYTES = 64_000_000;

export interface RetentionParts {
  readonly store: Store;
  readonly checkpoints: CheckpointStore;
  readonly rules: RetentionRules;
  /** Tells whether a cell waits for a run or works on it. */
  readonly isNeeded: (record: RunRecord) => boolean;
  readonly onFault: (error: unknown) => void;
  readonly now?: () => number;
}

/** Removes checkpoints and results that are too old or too many, and what no run names (docs/runs.md, What is kept). */
export class Retention {
  readonly #parts: RetentionParts;
  readonly #now: () => number;
  readonly #timers: NodeJS.Timeout[] = [];
  #freed = 0;
  #last: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(parts: RetentionParts) {
    this.#parts = parts;
    this.#now = parts.now ?? Date.now;
    parts.checkpoints.onFreed((bytes) => this.#follow(bytes));
    parts.store.onFull((write) => this.#makeSpace(write));
  }

  get rules(): RetentionRules {
    return this.#parts.rules;
  }

  /** Begins: now, then every minute; orphans go now, then every week. */
  start(): void {
    const pass = owned(this.#parts.onFault, () => this.pass());
    const sweep = owned(this.#parts.onFault, () => this.sweep());
    sweep();
    pass();
    this.#timers.push(setInterval(pass, PASS_MS).unref(), setInterval(sweep, SWEEP_MS).unref());
  }

  /** Removes what the rules say. */
  pass(): Promise<void> {
    return this.#queue(async () => {
      const { checkpoints, rules } = this.#parts;
      const now = this.#now();
      const records = await checkpoints.all();
      for (const record of records)
        if (record.removed && now - record.removed.at > TOMBSTONE_MS)
          await checkpoints.forget(record);
      const facts = { now, isNeeded: this.isNeeded };
      for (const { record, why } of toRemove(records, rules, facts)) {
        if (this.#isClosed) return;
        await this.#remove(record.runId, why);
      }
    });
  }

  /** Removes what no run names. */
  sweep(): Promise<void> {
    const { store, checkpoints } = this.#parts;
    return this.#queue(async () => {
      await removeOrphans(store, checkpoints);
    });
  }

  /**
   * Removes the checkpoints of a run, or its result, for a person.
   *
   * @returns the bytes that were freed; undefined when a cell needs them
   */
  clear(runId: string): Promise<number | undefined> {
    return this.#remove(runId, "cleared");
  }

  /** Tells whether a cell waits for a run or works on it. */
  readonly isNeeded = (record: RunRecord): boolean =>
    this.#parts.checkpoints.claims.has(record.runId) || this.#parts.isNeeded(record);

  /** Resolves when what was begun is through. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const timer of this.#timers) clearInterval(timer);
    await this.#last;
  }

  #remove(runId: string, why: RemovalReason, write?: WriteBatch): Promise<number | undefined> {
    return this.#parts.checkpoints.remove(runId, {
      why,
      at: this.#now(),
      isNeeded: this.#parts.isNeeded,
      ...(write && { write }),
    });
  }

  /** The disk is full: as much goes as makes some space, of what nobody needs. */
  async #makeSpace(write: WriteBatch): Promise<void> {
    const { checkpoints } = this.#parts;
    const records = await checkpoints.all();
    const rules = { ...this.rules, maxBytes: Math.max(0, bytesOf(records) - COMPACT_BYTES) };
    for (const { record } of toRemove(records, rules, {
      now: this.#now(),
      isNeeded: this.isNeeded,
    }))
      await this.#remove(record.runId, "space", write);
  }

  #follow(bytes: number): void {
    this.#freed += bytes;
    if (this.#freed < COMPACT_BYTES || this.#isClosed) return;
    this.#freed = 0;
    this.#queue(() => this.#parts.store.compact()).catch(this.#parts.onFault);
  }

  /** One thing after another; a failure is told and does not keep the next from its turn. */
  #queue(work: () => Promise<void>): Promise<void> {
    this.#last = this.#last
      .then(() => (this.#isClosed ? undefined : work()))
      .catch(this.#parts.onFault);
    return this.#last;
  }
}
