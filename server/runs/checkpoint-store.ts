import { chunksOf, manifestFault, type RunManifest } from "../../kernels/protocol/index.ts";
import { Listeners, type OnFault } from "../base/faults.ts";
import type { Chunks } from "../chunks/arriving-chunks.ts";
import { type ChunkPlan, ChunkStore, sumOf } from "../chunks/chunk-store.ts";
import type { BatchOp } from "../store/batch.ts";
import {
  chunkKey,
  chunkPrefix,
  effectPrefix,
  manifestKey,
  manifestPrefix,
  runIdentityKey,
  runIdentityPrefix,
  runKey,
  runPrefix,
} from "../store/keys.ts";
import type { Store } from "../store/store.ts";
import { RunClaims } from "./run-claims.ts";
import { RunEffects } from "./run-effects.ts";
import { del, put } from "./run-ops.ts";
import type { RemovalReason, RunRecord } from "./run-record.ts";

/** Checkpoints that are kept of a run: when the newest is damaged, the one before is taken. */
const KEPT = 2;

/** A manifest as it is kept; one that version 1 of the store wrote has no sizes. */
type StoredManifest = RunManifest & {
  /** Bytes of the chunks that the run has then, by hash. */
  readonly sizes?: Readonly<Record<string, number>>;
};

/** Writes a batch durably. */
export type WriteBatch = (batch: readonly BatchOp[]) => Promise<void>;

/** Runs and their checkpoints in LevelDB. Everything of one checkpoint is one synced batch. */
export class CheckpointStore {
  readonly effects: RunEffects;
  readonly claims = new RunClaims();
  readonly #store: Store;
  readonly #chunks: ChunkStore;
  readonly #removed: Listeners<[record: RunRecord]>;
  readonly #freedBytes: Listeners<[bytes: number]>;

  constructor(store: Store, onFault: OnFault) {
    this.#store = store;
    this.effects = new RunEffects(store);
    this.#chunks = new ChunkStore(store, {
      key: chunkKey,
      prefix: chunkPrefix,
      isCounted: true,
    });
    this.#removed = new Listeners(onFault);
    this.#freedBytes = new Listeners(onFault);
    this.claims.onRelease((runId) => this.#chunks.forget(runId));
  }

  /** Calls the listener when the checkpoints of a run were removed; gives what ends it. */
  onRemoved(listener: (record: RunRecord) => void): () => void {
    return this.#removed.add(listener);
  }

  /** Calls the listener when chunks went out of use, with their bytes; gives what ends it. */
  onFreed(listener: (bytes: number) => void): () => void {
    return this.#freedBytes.add(listener);
  }

  async record(runId: string): Promise<RunRecord | undefined> {
    return this.#store.get<RunRecord>(runKey(runId)).catch(() => undefined); // a damaged one is as good as none
  }

  /** Every run that is known, of all notebooks. */
  async all(): Promise<RunRecord[]> {
    const found: RunRecord[] = [];
    for await (const record of this.#store.undamaged<RunRecord>(runPrefix)) found.push(record);
    return found;
  }

  /** The current run of a name in a cell. */
  async current(notebookId: string, cellId: string, name: string): Promise<RunRecord | undefined> {
    const key = runIdentityKey(notebookId, cellId, name);
    const runId = await this.#store.get<string>(key).catch(() => undefined);
    return runId === undefined ? undefined : this.record(runId);
  }

  /** The current runs of a notebook. */
  async ofNotebook(notebookId: string): Promise<RunRecord[]> {
    const found: RunRecord[] = [];
    for await (const [, runId] of this.#store.range(runIdentityPrefix(notebookId))) {
      const record = typeof runId === "string" ? await this.record(runId) : undefined;
      if (record) found.push(record);
    }
    return found;
  }

  /** Writes what is known of a run, and makes it the current one of its identity. */
  async begin(record: RunRecord, superseded?: RunRecord): Promise<void> {
    const { notebookId, cellId, name, runId } = record;
    const ops: BatchOp[] = [
      put(record),
      { type: "put", key: runIdentityKey(notebookId, cellId, name), value: runId },
    ];
    if (superseded)
      ops.push(put({ ...superseded, state: "superseded", updatedAt: record.startedAt }));
    await this.#store.write(ops, { sync: true });
  }

  /** Writes a change of a run that may be lost: the next one says more. */
  async note(record: RunRecord): Promise<void> {
    await this.#store.write([put(record)], { sync: false });
  }

  /**
   * Writes a checkpoint with the chunks that are new, durably; older ones than the newest two go.
   *
   * @returns the record with the bytes that it has now
   * @throws HoldfastError HF_FILE_UNWRITABLE, HF_REQUEST_INVALID when a chunk is missing
   */
  async save(record: RunRecord, manifest: RunManifest, fresh: Chunks): Promise<RunRecord> {
    const { runId } = record;
    const before = (await this.#manifests(runId)).filter(({ seq }) => seq !== manifest.seq);
    const dropped = before.slice(0, Math.max(0, before.length + 1 - KEPT));
    const needed = chunksOf(manifest);
    const kept = before.slice(dropped.length);
    const plan = await this.#chunks.plan(
      runId,
      { needed, used: new Set([needed, ...kept.map(chunksOf)].flat()), fresh },
      Object.assign({}, ...before.map(({ sizes }) => sizes)),
    );
    const { sizes } = plan;
    const saved: RunRecord = { ...record, bytes: sumOf(Object.values(sizes)) };
    const stored: StoredManifest = { ...manifest, sizes };
    await this.#store.write(
      [
        put(saved),
        ...plan.ops,
        { type: "put", key: manifestKey(runId, manifest.seq), value: stored },
        ...dropped.map(({ seq }) => del(manifestKey(runId, seq))),
      ],
      { sync: true },
    );
    plan.written();
    this.#freed(plan.freed);
    return saved;
  }

  /** The newest checkpoint of which every chunk is there and undamaged (I11). */
  async newest(runId: string): Promise<RunManifest | undefined> {
    for (const { sizes: _, ...manifest } of (await this.#manifests(runId)).reverse())
      if (await this.isWhole(manifest)) return manifest;
    return undefined;
  }

  /**
   * Drops checkpoints of a run that are not whole; one of which none is left is removed.
   *
   * @returns how many were dropped
   */
  async dropDamaged(record: RunRecord, at: number): Promise<number> {
    const { runId } = record;
    const manifests = await this.#manifests(runId);
    const whole: RunManifest[] = [];
    for (const manifest of manifests) if (await this.isWhole(manifest)) whole.push(manifest);
    const last = whole.at(-1);
    if (!last && record.seq > 0) await this.remove(runId, { why: "damaged", at });
    if (!last || (last.seq === record.seq && whole.length === manifests.length))
      return manifests.length - whole.length;
    const { seq, step, total } = last;
    const lost = manifests.filter((manifest) => !whole.includes(manifest));
    await this.#store.write(
      [
        put({ ...record, seq, step, total }),
        ...lost.map((manifest) => del(manifestKey(runId, manifest.seq))),
      ],
      { sync: true },
    );
    return lost.length;
  }

  /** Tells whether every chunk of a checkpoint is what its name says. */
  async isWhole(manifest: RunManifest): Promise<boolean> {
    for (const hash of chunksOf(manifest))
      if ((await this.chunk(manifest.runId, hash)) === undefined) return false;
    return true;
  }

  /** A chunk, or undefined when it is not there or its bytes are not those of its name. */
  chunk(runId: string, hash: string): Promise<Uint8Array | undefined> {
    return this.#chunks.read(runId, hash);
  }

  /** A run has succeeded: its result stays, its checkpoints go, in one batch (STORE section 4). */
  async finish(record: RunRecord, result: Chunks): Promise<void> {
    const { runId } = record;
    const bytes = sumOf([...result.values()].map(({ length }) => length));
    const plan = await this.#chunks.replacement(runId, result);
    const finished = put({ ...record, bytes });
    await this.#store.write([finished, ...(await this.#recordOps(runId)), ...plan.ops], {
      sync: true,
    });
    plan.written();
    this.#freed(plan.freed);
  }

  /** A map has succeeded: what it did stays, so that a larger one can go on from it. */
  async finishMap(record: RunRecord): Promise<void> {
    await this.#store.write([put(record)], { sync: true });
  }

  /** Forgets a run and all that it saved. */
  async forget(record: RunRecord): Promise<void> {
    const { runId } = record;
    const plan = await this.#removal(runId);
    await this.#store.write(
      [del(runKey(runId)), ...(await this.#identityOps(record)), ...plan.ops],
      { sync: true },
    );
    plan.written();
    this.#freed(plan.freed);
  }

  /**
   * Removes the checkpoints or the result of a run; its record stays for a while and says why.
   *
   * @param facts.isNeeded asked at the last moment, when a cell could have begun to wait for it
   * @param facts.write for the case that the store's own way is closed; default the store's
   * @returns the bytes that were freed; undefined when the run is needed, and nothing was done
   */
  async remove(
    runId: string,
    facts: {
      readonly why: RemovalReason;
      readonly at: number;
      readonly isNeeded?: (record: RunRecord) => boolean;
      readonly write?: WriteBatch;
    },
  ): Promise<number | undefined> {
    const { why, at, isNeeded = () => false } = facts;
    const write = facts.write ?? ((batch) => this.#store.write(batch, { sync: true }));
    const record = await this.record(runId);
    if (!record || record.state === "expired") return undefined;
    const plan = await this.#removal(runId);
    const identity = await this.#identityOps(record);
    const left: RunRecord = {
      ...record,
      state: "expired",
      seq: 0,
      bytes: 0,
      result: null,
      removed: { at, why },
    };
    if (isNeeded(record)) return undefined;
    const removed = await this.claims.unlessClaimed(runId, () =>
      write([put(left), ...identity, ...plan.ops]),
    );
    if (!removed) return undefined;
    plan.written();
    this.#freed(plan.freed);
    this.#removed.tell(left);
    return plan.freed;
  }

  async #removal(runId: string): Promise<Omit<ChunkPlan, "sizes">> {
    const plan = await this.#chunks.removal(runId);
    return { ...plan, ops: [...plan.ops, ...(await this.#recordOps(runId))] };
  }

  /** Its manifests and effects go. */
  async #recordOps(runId: string): Promise<BatchOp[]> {
    const ops: BatchOp[] = [];
    for (const prefix of [manifestPrefix(runId), effectPrefix(runId)])
      for await (const key of this.#store.keys(prefix)) ops.push(del(key));
    return ops;
  }

  /** When the current run of an identity goes, the finished one that it was to replace is the current one again. */
  async #identityOps(record: RunRecord): Promise<BatchOp[]> {
    const { notebookId, cellId, name, runId, replaces } = record;
    const identity = runIdentityKey(notebookId, cellId, name);
    const current = await this.#store.get<string>(identity).catch(() => undefined);
    if (current !== runId) return [];
    return [
      replaces === undefined ? del(identity) : { type: "put", key: identity, value: replaces },
    ];
  }

  /** Undamaged checkpoints, the oldest first. */
  async #manifests(runId: string): Promise<StoredManifest[]> {
    const found: StoredManifest[] = [];
    for await (const value of this.#store.undamaged<StoredManifest>(manifestPrefix(runId)))
      if (manifestFault(value) === undefined) found.push(value);
    return found;
  }

  #freed(bytes: number): void {
    if (bytes > 0) this.#freedBytes.tell(bytes);
  }
}
