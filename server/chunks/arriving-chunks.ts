/** The most bytes of chunks that may wait; what comes past it is dropped, and the message that names it is refused. */
const MAX_BYTES = 96 * 1024 * 1024;

/** Chunks by the hash of their bytes. */
export type Chunks = ReadonlyMap<string, Uint8Array>;

export const NO_CHUNKS: Chunks = new Map();

/**
 * Chunks that a kernel sends ahead of the request that names them. It sends both in one piece: what waits for an
 * execution when its request comes belongs to that request.
 */
export class ArrivingChunks {
  readonly #waiting = new Map<number, Map<string, Uint8Array>>();
  #bytes = 0;

  add(execution: number, hash: string, bytes: Uint8Array): void {
    const chunks = this.#waiting.get(execution) ?? new Map<string, Uint8Array>();
    if (chunks.has(hash) || this.#bytes + bytes.length > MAX_BYTES) return;
    this.#bytes += bytes.length;
    this.#waiting.set(execution, chunks.set(hash, bytes));
  }

  /** Hands over what came for the request of an execution. */
  take(execution: number): Chunks {
    const chunks = this.#waiting.get(execution);
    if (!chunks) return NO_CHUNKS;
    this.#waiting.delete(execution);
    for (const bytes of chunks.values()) this.#bytes -= bytes.length;
    return chunks;
  }
}
