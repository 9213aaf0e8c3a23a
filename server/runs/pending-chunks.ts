/** The most bytes of chunks that may wait; what comes past it is dropped, and the checkpoint that names it is refused. */
const MAX_BYTES = 96 * 1024 * 1024;

/** Chunks that a kernel sent ahead of the checkpoint or result that names them. */
export class PendingChunks {
  #chunks = new Map<string, Uint8Array>();
  #bytes = 0;

  add(hash: string, bytes: Uint8Array): void {
    if (this.#chunks.has(hash) || this.#bytes + bytes.length > MAX_BYTES) return;
    this.#bytes += bytes.length;
    this.#chunks.set(hash, bytes);
  }

  /**
   * Hands over all that wait. A kernel sends a checkpoint in one piece, chunks first: what waits when the checkpoint
   * comes is its own, so it has to be taken before anything is awaited.
   */
  take(): ReadonlyMap<string, Uint8Array> {
    const taken = this.#chunks;
    this.#chunks = new Map();
    this.#bytes = 0;
    return taken;
  }
}

/** The chunks of a result, when all of them came. */
export function resultOf(
  hashes: readonly string[] | null,
  chunks: ReadonlyMap<string, Uint8Array>,
): Map<string, Uint8Array> | null {
  if (!hashes?.every((hash) => chunks.has(hash))) return null;
  return new Map(hashes.map((hash) => [hash, chunks.get(hash)!]));
}
