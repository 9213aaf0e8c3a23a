import {
  HoldfastError,
  restoredNames,
  snapshotFault,
  type VariableSnapshot,
} from "../../kernels/protocol/index.ts";
import {
  variableChunkKey,
  variableChunkPrefix,
  variablesKey,
  variablesPrefix,
} from "../store/keys.ts";
import { DamagedRecord } from "../store/record.ts";
import type { BatchOp, Store } from "../store/store.ts";

/** Snapshots are kept so long, in ms. */
const KEPT_MS = 7 * 86_400_000;

/** A snapshot and the kernel whose variables it holds. */
export interface KeptSnapshot {
  readonly generation: number;
  readonly snapshot: VariableSnapshot;
}

/** The variables of a notebook's kernels, as they were after a cell: the newest snapshot of each kernel. */
export class VariableStore {
  readonly #store: Store;
  readonly #notebookId: string;
  readonly #chunks: Set<string>;
  #kept: readonly KeptSnapshot[];

  private constructor(
    store: Store,
    notebookId: string,
    found: { readonly kept: readonly KeptSnapshot[]; readonly chunks: Set<string> },
  ) {
    this.#store = store;
    this.#notebookId = notebookId;
    this.#kept = found.kept;
    this.#chunks = found.chunks;
  }

  static async open(store: Store, notebookId: string, now = Date.now()): Promise<VariableStore> {
    const kept: KeptSnapshot[] = [];
    for await (const [, value] of store.range(variablesPrefix(notebookId))) {
      if (value instanceof DamagedRecord) continue;
      const { generation, snapshot } = value as KeptSnapshot;
      if (snapshotFault(snapshot) === undefined && now - snapshot.at <= KEPT_MS)
        kept.push({ generation, snapshot });
    }
    const chunks = new Set<string>();
    const prefix = variableChunkPrefix(notebookId);
    for await (const key of store.keys(prefix)) chunks.add(key.slice(prefix.length));
    return new VariableStore(store, notebookId, { kept, chunks });
  }

  /** The newest snapshot of a kernel before that one. */
  before(generation: number): KeptSnapshot | undefined {
    return this.#kept.findLast((kept) => kept.generation < generation);
  }

  /**
   * Keeps what a kernel saved; what a kernel before saved goes when this one has it all.
   *
   * @throws HoldfastError HF_REQUEST_INVALID when the form is wrong or a chunk is missing
   */
  async save(
    generation: number,
    snapshot: VariableSnapshot,
    fresh: ReadonlyMap<string, Uint8Array>,
  ): Promise<void> {
    const fault =
      snapshotFault(snapshot) ??
      (chunksOf(snapshot).every((hash) => fresh.has(hash) || this.#chunks.has(hash))
        ? undefined
        : "a chunk is missing");
    if (fault !== undefined)
      throw new HoldfastError("HF_REQUEST_INVALID", `snapshot.save: ${fault}`);
    const has = new Set(restoredNames(snapshot));
    const others = this.#kept.filter(
      (kept) =>
        kept.generation !== generation &&
        !restoredNames(kept.snapshot).every((name) => has.has(name)),
    );
    const ops = [...fresh]
      .filter(([hash]) => !this.#chunks.has(hash))
      .map(([hash, bytes]) => this.#putChunk(hash, bytes));
    for (const hash of fresh.keys()) this.#chunks.add(hash);
    await this.#keep([...others, { generation, snapshot }], ops);
  }

  /** The variables are in another kernel now. */
  async moved(from: number, to: number): Promise<void> {
    const kept = this.#kept.map((each) =>
      each.generation === from ? { ...each, generation: to } : each,
    );
    await this.#keep(kept, []);
  }

  /** Forgets what kernels before that one saved. */
  async forgetBefore(generation: number): Promise<void> {
    await this.#keep(
      this.#kept.filter((kept) => kept.generation >= generation),
      [],
    );
  }

  /** A chunk, or undefined when it is not there or damaged. */
  async chunk(hash: string): Promise<Uint8Array | undefined> {
    const key = variableChunkKey(this.#notebookId, hash);
    const text = await this.#store.get<string>(key).catch(() => undefined);
    return text === undefined ? undefined : Buffer.from(text, "base64");
  }

  async #keep(kept: readonly KeptSnapshot[], ops: BatchOp[]): Promise<void> {
    for (const { generation } of this.#kept)
      if (!kept.some((each) => each.generation === generation))
        ops.push({ type: "del", key: variablesKey(this.#notebookId, generation) });
    for (const each of kept)
      if (!this.#kept.includes(each))
        ops.push({
          type: "put",
          key: variablesKey(this.#notebookId, each.generation),
          value: each,
        });
    const used = new Set(kept.flatMap(({ snapshot }) => chunksOf(snapshot)));
    for (const hash of this.#chunks)
      if (!used.has(hash)) {
        ops.push({ type: "del", key: variableChunkKey(this.#notebookId, hash) });
        this.#chunks.delete(hash);
      }
    this.#kept = [...kept].sort((a, b) => a.generation - b.generation);
    // A killed process loses nothing of it, a power cut the last second: cells can make it again.
    if (ops.length > 0) await this.#store.write(ops, { sync: false });
  }

  #putChunk(hash: string, bytes: Uint8Array): BatchOp {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
    return { type: "put", key: variableChunkKey(this.#notebookId, hash), value: text };
  }
}

function chunksOf({ groups }: VariableSnapshot): string[] {
  return groups.flatMap(({ chunks }) => chunks);
}
