import {
  chunksOf,
  HoldfastError,
  manifestFault,
  type RunManifest,
} from "../../kernels/protocol/index.ts";
import {
  chunkKey,
  chunkPrefix,
  effectKey,
  effectPrefix,
  manifestKey,
  manifestPrefix,
  runIdentityKey,
  runIdentityPrefix,
  runKey,
} from "../store/keys.ts";
import { DamagedRecord } from "../store/record.ts";
import type { BatchOp, Store } from "../store/store.ts";
import type { RunRecord } from "./run-record.ts";

/** Checkpoints that are kept of a run: when the newest is damaged, the one before is taken. */
const KEPT = 2;

/** Runs and their checkpoints in LevelDB. Everything of one checkpoint is one synced batch. */
export class CheckpointStore {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  async record(runId: string): Promise<RunRecord | undefined> {
    return this.#store.get<RunRecord>(runKey(runId)).catch(() => undefined); // a damaged one is as good as none
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
   * @throws HoldfastError HF_FILE_UNWRITABLE, HF_REQUEST_INVALID when a chunk is missing
   */
  async save(
    record: RunRecord,
    manifest: RunManifest,
    fresh: ReadonlyMap<string, Uint8Array>,
  ): Promise<void> {
    const { runId } = record;
    const known = new Set(await this.#keys(chunkPrefix(runId)));
    const needed = chunksOf(manifest);
    const missing = needed.find((hash) => !fresh.has(hash) && !known.has(chunkKey(runId, hash)));
    if (missing !== undefined)
      throw new HoldfastError("HF_REQUEST_INVALID", `The checkpoint lacks the chunk ${missing}`);
    const kept = (await this.#manifests(runId)).filter(({ seq }) => seq !== manifest.seq);
    const dropped = kept.slice(0, Math.max(0, kept.length + 1 - KEPT));
    const used = new Set(
      [manifest, ...kept.slice(dropped.length)].flatMap((each) => chunksOf(each)),
    );
    const ops: BatchOp[] = [put(record)];
    for (const hash of needed) {
      const bytes = fresh.get(hash);
      if (bytes && !known.has(chunkKey(runId, hash)))
        ops.push({ type: "put", key: chunkKey(runId, hash), value: toText(bytes) });
    }
    ops.push({ type: "put", key: manifestKey(runId, manifest.seq), value: manifest });
    for (const { seq } of dropped) ops.push({ type: "del", key: manifestKey(runId, seq) });
    for (const key of known) {
      const hash = key.slice(key.lastIndexOf("/") + 1);
      if (!used.has(hash)) ops.push({ type: "del", key });
    }
    await this.#store.write(ops, { sync: true });
  }

  /** The newest checkpoint of which every chunk is there and undamaged (I11). */
  async newest(runId: string): Promise<RunManifest | undefined> {
    for (const manifest of (await this.#manifests(runId)).reverse()) {
      const chunks = await Promise.all(chunksOf(manifest).map((hash) => this.chunk(runId, hash)));
      if (chunks.every((chunk) => chunk !== undefined)) return manifest;
    }
    return undefined;
  }

  /** A chunk, or undefined when it is not there or damaged. */
  async chunk(runId: string, hash: string): Promise<Uint8Array | undefined> {
    const text = await this.#store.get<string>(chunkKey(runId, hash)).catch(() => undefined);
    return text === undefined ? undefined : Buffer.from(text, "base64");
  }

  /** A run has succeeded: its result stays, its checkpoints go, in one batch (STORE section 4). */
  async finish(record: RunRecord, result: ReadonlyMap<string, Uint8Array>): Promise<void> {
    const { runId } = record;
    const ops: BatchOp[] = [put(record), ...(await this.#removal(runId))];
    for (const [hash, bytes] of result)
      ops.push({ type: "put", key: chunkKey(runId, hash), value: toText(bytes) });
    await this.#store.write(ops, { sync: true });
  }

  /** A map has succeeded: what it did stays, so that a larger one can go on from it. */
  async finishMap(record: RunRecord): Promise<void> {
    await this.#store.write([put(record)], { sync: true });
  }

  /** Forgets a run and all that it saved. */
  async forget(record: RunRecord): Promise<void> {
    const { runId, notebookId, cellId, name } = record;
    const ops: BatchOp[] = [{ type: "del", key: runKey(runId) }];
    const identity = runIdentityKey(notebookId, cellId, name);
    const current = await this.#store.get<string>(identity).catch(() => undefined);
    if (current === runId) ops.push({ type: "del", key: identity });
    ops.push(...(await this.#removal(runId)));
    await this.#store.write(ops, { sync: true });
  }

  /** What an effect gave, as text. */
  async effect(runId: string, key: string): Promise<string | undefined> {
    return this.#store.get<string>(effectKey(runId, key));
  }

  /** An effect is done: durable before anybody hears of it. */
  async keepEffect(record: RunRecord, key: string, value: string): Promise<void> {
    const ops: BatchOp[] = [put(record), { type: "put", key: effectKey(record.runId, key), value }];
    await this.#store.write(ops, { sync: true });
  }

  /** Everything that a run saved. */
  async #removal(runId: string): Promise<BatchOp[]> {
    const prefixes = [manifestPrefix(runId), chunkPrefix(runId), effectPrefix(runId)];
    const keys = await Promise.all(prefixes.map((prefix) => this.#keys(prefix)));
    return keys.flat().map((key) => ({ type: "del", key }));
  }

  /** Undamaged checkpoints, the oldest first. */
  async #manifests(runId: string): Promise<RunManifest[]> {
    const found: RunManifest[] = [];
    for await (const [, value] of this.#store.range(manifestPrefix(runId)))
      if (!(value instanceof DamagedRecord) && manifestFault(value) === undefined)
        found.push(value as RunManifest);
    return found;
  }

  async #keys(prefix: string): Promise<string[]> {
    const keys: string[] = [];
    for await (const key of this.#store.keys(prefix)) keys.push(key);
    return keys;
  }
}

function put(record: RunRecord): BatchOp {
  return { type: "put", key: runKey(record.runId), value: record };
}

function toText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}
