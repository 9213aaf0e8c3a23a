import type { RunManifest } from "../../protocol/index.ts";
import type { Parent } from "../process/output.ts";
import type { ServerCalls } from "../runtime/server-calls.ts";
import { fromChunks } from "../state/chunks.ts";
import { decodeState } from "../state/state-codec.ts";
import type { RunMemory } from "./run-state.ts";

/** What the server keeps of one run. */
export class SavedChunks {
  readonly #calls: ServerCalls;
  readonly #parent: Parent;
  readonly #runId: string;

  constructor(calls: ServerCalls, parent: Parent, runId: string) {
    this.#calls = calls;
    this.#parent = parent;
    this.#runId = runId;
  }

  /** A value from its chunks. @throws RangeError when one is damaged */
  async value(hashes: readonly string[]): Promise<unknown> {
    const chunks = [];
    for (const hash of hashes) chunks.push({ hash, bytes: await this.#chunk(hash) });
    return decodeState(fromChunks(chunks));
  }

  /** Gives a run the memory that a checkpoint saved. @throws RangeError when a chunk is damaged */
  async restore(memory: RunMemory, manifest: RunManifest): Promise<void> {
    const lists = Object.values(manifest.parts).flatMap(({ groups }) => groups.flat());
    const bytes = new Map<string, Uint8Array>();
    for (const hash of new Set([...manifest.state, ...lists]))
      bytes.set(hash, await this.#chunk(hash));
    memory.restore(manifest, (hash) => bytes.get(hash)!);
  }

  #chunk(hash: string): Promise<Uint8Array> {
    return this.#calls.chunk(this.#parent, "run.chunk", { runId: this.#runId, hash });
  }
}
