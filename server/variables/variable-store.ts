import {
  HoldfastError,
  restoredNames,
  snapshotFault,
  type VariableSnapshot,
} from "../../kernels/protocol/index.ts";
import { type Chunks, NO_CHUNKS } from "../chunks/arriving-chunks.ts";
import { type ChunkChange, ChunkStore } from "../chunks/chunk-store.ts";
import type { BatchOp } from "../store/batch.ts";
import {
  variableChunkKey,
  variableChunkPrefix,
  variablesKey,
  variablesPrefix,
} from "../store/keys.ts";
import type { Store } from "../store/store.ts";

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
  readonly #chunks: ChunkStore;
  #writing: Promise<void> = Promise.resolve();
  #kept: readonly KeptSnapshot[];

  private constructor(store: Store, notebookId: string, kept: readonly KeptSnapshot[]) {
    this.#store = store;
    this.#notebookId = notebookId;
    this.#kept = kept;
    this.#chunks = new ChunkStore(store, {
      key: variableChunkKey,
      prefix: variableChunkPrefix,
      isCounted: false,
    });
  }

  static async open(store: Store, notebookId: string, now = Date.now()): Promise<VariableStore> {
    const kept: KeptSnapshot[] = [];
    for await (const found of store.undamaged<KeptSnapshot>(variablesPrefix(notebookId))) {
      const { generation, snapshot } = found;
      if (snapshotFault(snapshot) === undefined && now - snapshot.at <= KEPT_MS)
        kept.push({ generation, snapshot });
    }
    return new VariableStore(store, notebookId, kept);
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
  async save(generation: number, snapshot: VariableSnapshot, fresh: Chunks): Promise<void> {
    const fault = snapshotFault(snapshot);
    if (fault !== undefined)
      throw new HoldfastError("HF_REQUEST_INVALID", `snapshot.save: ${fault}`);
    const has = new Set(restoredNames(snapshot));
    const isKept = (kept: KeptSnapshot): boolean =>
      kept.generation !== generation &&
      !restoredNames(kept.snapshot).every((name) => has.has(name));
    await this.#keep((kept) => [...kept.filter(isKept), { generation, snapshot }], {
      needed: chunksOf(snapshot),
      fresh,
    });
  }

  /** The variables are in another kernel now. */
  moved(from: number, to: number): Promise<void> {
    return this.#keep((kept) =>
      kept.map((each) => (each.generation === from ? { ...each, generation: to } : each)),
    );
  }

  /** Forgets what kernels before that one saved. */
  forgetBefore(generation: number): Promise<void> {
    return this.#keep((kept) => kept.filter((each) => each.generation >= generation));
  }

  /** A chunk, or undefined when it is not there or damaged. */
  chunk(hash: string): Promise<Uint8Array | undefined> {
    return this.#chunks.read(this.#notebookId, hash);
  }

  /** Changes what is kept, after what changes it now. */
  #keep(
    change: (kept: readonly KeptSnapshot[]) => readonly KeptSnapshot[],
    coming: Pick<ChunkChange, "needed" | "fresh"> = { needed: [], fresh: NO_CHUNKS },
  ): Promise<void> {
    const written = this.#writing.then(() => this.#write(change(this.#kept), coming));
    this.#writing = written.catch(() => {}); // told to whoever asked for it
    return written;
  }

  async #write(
    changed: readonly KeptSnapshot[],
    coming: Pick<ChunkChange, "needed" | "fresh">,
  ): Promise<void> {
    const kept = [...changed].sort((a, b) => a.generation - b.generation);
    const used = new Set(kept.flatMap(({ snapshot }) => chunksOf(snapshot)));
    const plan = await this.#chunks.plan(this.#notebookId, { ...coming, used });
    const keyOf = ({ generation }: KeptSnapshot): string =>
      variablesKey(this.#notebookId, generation);
    const gone = this.#kept.filter(
      ({ generation }) => !kept.some((each) => each.generation === generation),
    );
    const fresh = kept.filter((each) => !this.#kept.includes(each));
    const ops: BatchOp[] = [
      ...gone.map((each) => ({ type: "del", key: keyOf(each) }) as const),
      ...fresh.map((each) => ({ type: "put", key: keyOf(each), value: each }) as const),
      ...plan.ops,
    ];
    // A killed process loses nothing of it, a power cut the last second: cells can make it again.
    if (ops.length > 0) await this.#store.write(ops, { sync: false });
    plan.written();
    this.#kept = kept;
  }
}

function chunksOf({ groups }: VariableSnapshot): string[] {
  return groups.flatMap(({ chunks }) => chunks);
}
