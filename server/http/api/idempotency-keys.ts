import { createHash } from "node:crypto";
import { HoldfastError } from "../../../kernels/protocol/index.ts";

const KEPT_MS = 10 * 60_000;
const MAX_KEYS = 10_000;
const MAX_LENGTH = 200;

/** Which request an Idempotency-Key stands for: the same key with another body, or on another route, is a mistake. */
export class IdempotencyKeys {
  /** The oldest first. */
  readonly #requests = new Map<string, { readonly digest: string; readonly at: number }>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /**
   * Binds a key to a request, synchronously.
   *
   * @returns frees the key again, for a request that was refused: it may be sent mended
   * @throws HoldfastError HF_IDEMPOTENCY_KEY, HF_REQUEST_INVALID
   */
  claim(key: string, request: string): () => void {
    if (key.length > MAX_LENGTH) {
      throw new HoldfastError("HF_REQUEST_INVALID", "The Idempotency-Key is too long", {
        got: `${key.length} characters`,
        expected: `at most ${MAX_LENGTH}`,
      });
    }
    const digest = createHash("sha256").update(request).digest("base64");
    const known = this.#requests.get(key);
    if (known && this.#now() - known.at < KEPT_MS) {
      if (known.digest === digest) return () => {};
      throw new HoldfastError("HF_IDEMPOTENCY_KEY", "This key came with another request before", {
        got: JSON.stringify(key),
      });
    }
    const entry = { digest, at: this.#now() };
    this.#requests.delete(key);
    this.#requests.set(key, entry);
    const [oldest] = this.#requests.keys();
    if (this.#requests.size > MAX_KEYS && oldest !== undefined) this.#requests.delete(oldest);
    return () => {
      if (this.#requests.get(key) === entry) this.#requests.delete(key);
    };
  }
}
