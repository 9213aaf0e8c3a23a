import { fencingToken } from "../../kernels/protocol/index.ts";
import { tokenKey } from "./keys.ts";
import type { Store } from "./store.ts";

const BLOCK = 1000;

/** What `t/<key>` holds: all counters up to `reserved` may have been given out. */
interface Reserved {
  readonly epoch: number;
  readonly reserved: number;
}

/**
 * Fencing tokens: per key strictly growing, also across restarts. They come from durable blocks of 1,000,
 * so most cost no write. Their epoch grows with each opening of the store: damage may have lost a block's record, and
 * they start above everything that was given before all the same.
 */
export class TokenSource {
  readonly #store: Store;
  readonly #blocks = new Map<string, { next: number; end: number }>();
  readonly #reserving = new Map<string, Promise<void>>();

  private constructor(store: Store) {
    this.#store = store;
  }

  static async open(store: Store): Promise<TokenSource> {
    return new TokenSource(store);
  }

  /**
   * Gives the next token of a key: at once, or a promise when a block has to be reserved first.
   *
   * @throws HoldfastError HF_STORE_CLOSED, HF_STORE_CORRUPT, HF_FILE_UNWRITABLE
   */
  next(key: string): string | Promise<string> {
    const block = this.#blocks.get(key);
    if (block && block.next <= block.end) return fencingToken(this.#store.epoch, block.next++);
    return this.#reserveOnce(key).then(() => this.next(key));
  }

  #reserveOnce(key: string): Promise<void> {
    const running = this.#reserving.get(key);
    if (running !== undefined) return running;
    const reserving = this.#reserve(key).finally(() => this.#reserving.delete(key));
    this.#reserving.set(key, reserving);
    return reserving;
  }

  async #reserve(key: string): Promise<void> {
    const epoch = this.#store.epoch;
    const before = await this.#store.get<Reserved>(tokenKey(key));
    const used = before?.epoch === epoch ? before.reserved : 0;
    const value: Reserved = { epoch, reserved: used + BLOCK };
    await this.#store.write([{ type: "put", key: tokenKey(key), value }], { sync: true });
    this.#blocks.set(key, { next: used + 1, end: used + BLOCK });
  }
}
