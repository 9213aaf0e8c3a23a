import { chunkPrefix } from "../store/keys.ts";
import type { Store } from "../store/store.ts";

/** Which chunks runs have in the store and how many bytes each has: read once for a run, then followed. */
export class ChunkSizes {
  readonly #store: Store;
  readonly #runs = new Map<string, Promise<Map<string, number>>>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** By the hash of the chunk; change it when the store has changed. */
  of(runId: string): Promise<Map<string, number>> {
    const known = this.#runs.get(runId);
    if (known !== undefined) return known;
    const reading = this.#read(runId);
    this.#runs.set(runId, reading);
    reading.catch(() => this.#runs.delete(runId));
    return reading;
  }

  /** Nobody works on the run any more: what is known of it need not be kept. */
  forget(runId: string): void {
    this.#runs.delete(runId);
  }

  async #read(runId: string): Promise<Map<string, number>> {
    const prefix = chunkPrefix(runId);
    const sizes = new Map<string, number>();
    for await (const [key, value] of this.#store.range(prefix))
      if (typeof value === "string") sizes.set(key.slice(prefix.length), bytesOfText(value));
    return sizes;
  }
}

/** Bytes that a text of base64 stands for. */
function bytesOfText(text: string): number {
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  return (text.length / 4) * 3 - padding;
}
