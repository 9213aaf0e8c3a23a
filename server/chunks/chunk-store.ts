import { createHash } from "node:crypto";
import { HoldfastError } from "../../kernels/protocol/index.ts";
import type { BatchOp } from "../store/batch.ts";
import type { Store } from "../store/store.ts";
import type { Chunks } from "./arriving-chunks.ts";

/** Where the chunks of an owner lie: of a run, say, or of a notebook's variables. */
export interface ChunkPlace {
  readonly key: (owner: string, hash: string) => string;
  readonly prefix: (owner: string) => string;
  /** Whether somebody asks how many bytes an owner has: chunks of an earlier server may have to be read for that. */
  readonly isCounted: boolean;
}

/** What an owner saves. */
export interface ChunkChange {
  /** What the new record names. */
  readonly needed: readonly string[];
  /** What the records name that stay, the new one among them; what no record names goes. */
  readonly used: ReadonlySet<string>;
  /** What came with the new record. */
  readonly fresh: Chunks;
}

/** How a change is written: in one batch with the records that name the chunks. */
export interface ChunkPlan {
  readonly ops: readonly BatchOp[];
  /** Bytes of each chunk that is used then, by hash. */
  readonly sizes: Readonly<Record<string, number>>;
  /** Bytes that go. */
  readonly freed: number;
  /** The batch was written. */
  readonly written: () => void;
}

/** Pieces of checkpoints, results and variables in LevelDB: bytes, named by their SHA-256, each of one owner. */
export class ChunkStore {
  readonly #store: Store;
  readonly #place: ChunkPlace;
  /** Bytes of the chunks that an owner has, by hash: read once, then followed. */
  readonly #sizes = new Map<string, Promise<Map<string, number>>>();

  constructor(store: Store, place: ChunkPlace) {
    this.#store = store;
    this.#place = place;
  }

  /**
   * Plans what to write for a change.
   *
   * @param known sizes that a record says, so that the chunks need not be read for them
   * @throws HoldfastError HF_REQUEST_INVALID when something is needed that neither came nor is there
   */
  async plan(
    owner: string,
    { needed, used, fresh }: ChunkChange,
    known: Readonly<Record<string, number>> = {},
  ): Promise<ChunkPlan> {
    const sizes = await this.#of(owner, known);
    const missing = needed.find((hash) => !fresh.has(hash) && !sizes.has(hash));
    if (missing !== undefined)
      throw new HoldfastError("HF_REQUEST_INVALID", `The chunk ${missing} is missing`);
    const added = [...new Set(needed)].filter((hash) => !sizes.has(hash));
    const unused = [...sizes.keys()].filter((hash) => !used.has(hash));
    const after = new Map(sizes);
    for (const hash of added) after.set(hash, fresh.get(hash)!.length);
    for (const hash of unused) after.delete(hash);
    return {
      ops: [
        ...added.map((hash) => this.#put(owner, hash, fresh.get(hash)!)),
        ...unused.map((hash) => this.#del(owner, hash)),
      ],
      sizes: Object.fromEntries(after),
      freed: unused.reduce((bytes, hash) => bytes + sizes.get(hash)!, 0),
      written: () => this.#sizes.set(owner, Promise.resolve(after)),
    };
  }

  /** Plans that these chunks are all that the owner has. */
  async replacement(owner: string, chunks: Chunks): Promise<Omit<ChunkPlan, "sizes">> {
    const { ops, freed } = await this.removal(owner);
    return {
      ops: [...ops, ...[...chunks].map(([hash, bytes]) => this.#put(owner, hash, bytes))],
      freed,
      written: () => this.forget(owner),
    };
  }

  /** Plans that all of an owner's chunks go. */
  async removal(owner: string): Promise<Omit<ChunkPlan, "sizes">> {
    const sizes = await this.#of(owner, {});
    return {
      ops: [...sizes.keys()].map((hash) => this.#del(owner, hash)),
      freed: sumOf(sizes.values()),
      written: () => this.forget(owner),
    };
  }

  /** A chunk, or undefined when it is not there or its bytes are not those of its name. */
  async read(owner: string, hash: string): Promise<Uint8Array | undefined> {
    const bytes = await this.#store.getBytes(this.#place.key(owner, hash)).catch(() => undefined); // a damaged one is as good as none
    if (!bytes) return undefined;
    return createHash("sha256").update(bytes).digest("hex") === hash ? bytes : undefined;
  }

  /** Nobody works with this owner any more: what is known of its chunks need not be kept. */
  forget(owner: string): void {
    this.#sizes.delete(owner);
  }

  #of(owner: string, known: Readonly<Record<string, number>>): Promise<Map<string, number>> {
    const sizes = this.#sizes.get(owner);
    if (sizes !== undefined) return sizes;
    const reading = this.#read(owner, known);
    this.#sizes.set(owner, reading);
    reading.catch(() => this.#sizes.delete(owner));
    return reading;
  }

  async #read(
    owner: string,
    known: Readonly<Record<string, number>>,
  ): Promise<Map<string, number>> {
    const prefix = this.#place.prefix(owner);
    const sizes = new Map<string, number>();
    for await (const key of this.#store.keys(prefix)) {
      const hash = key.slice(prefix.length);
      const size = Object.hasOwn(known, hash) ? known[hash] : undefined;
      sizes.set(hash, size ?? (this.#place.isCounted ? await this.#sizeAt(key) : 0));
    }
    return sizes;
  }

  /** One that is damaged takes no space that anybody asks for. */
  async #sizeAt(key: string): Promise<number> {
    return (await this.#store.getBytes(key).catch(() => undefined))?.length ?? 0;
  }

  #put(owner: string, hash: string, bytes: Uint8Array): BatchOp {
    return { type: "put", key: this.#place.key(owner, hash), bytes };
  }

  #del(owner: string, hash: string): BatchOp {
    return { type: "del", key: this.#place.key(owner, hash) };
  }
}

export function sumOf(sizes: Iterable<number>): number {
  let sum = 0;
  for (const size of sizes) sum += size;
  return sum;
}
