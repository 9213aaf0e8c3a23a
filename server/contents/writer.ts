import { HoldfastError } from "../../kernels/protocol/index.ts";
import { type WriteOptions, writeAtomically } from "./write-atomically.ts";

/**
 * Writes notebooks to the disk, one write of a path after the other. The bytes are encoded and hashed in
 * pieces and written by Node's thread pool, so a large notebook does not hold up the server (decision 0010).
 */
export class NotebookWriter {
  readonly #newest = new Map<string, Promise<unknown>>();
  #isClosed = false;

  /**
   * Writes a notebook's text and gives the hash of its bytes.
   *
   * @param path absolute
   * @param options.expected SHA-256 of what the file must hold (S25), null for a file that must be new
   * @param options.confirm called with the hash of what is about to take the file's place
   * @throws HoldfastError HF_FILE_UNWRITABLE, HF_FILE_CHANGED, HF_FILE_EXISTS, HF_STORE_CLOSED
   */
  async write(
    path: string,
    text: string,
    options: WriteOptions = {},
  ): Promise<{ readonly hash: string }> {
    if (this.#isClosed) throw new HoldfastError("HF_STORE_CLOSED", "The server is stopping");
    const before = this.#newest.get(path) ?? Promise.resolve();
    const written = before.then(() => writeAtomically(path, text, options));
    const settled = written.catch(() => undefined);
    this.#newest.set(path, settled);
    try {
      return { hash: await written };
    } finally {
      if (this.#newest.get(path) === settled) this.#newest.delete(path);
    }
  }

  /** Waits for what is being written. Calling it again is harmless. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#newest.values());
  }
}
