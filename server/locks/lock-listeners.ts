import { Listeners, type OnFault } from "../base/faults.ts";
import type { LockChange } from "./lock-driver.ts";

/** Who wants to know of changes: of one key, of all, or of grants and releases. */
export class LockListeners {
  readonly #onFault: OnFault;
  readonly #ofKey = new Map<string, Listeners<[key: string]>>();
  readonly #ofAll: Listeners<[key: string]>;
  readonly #ofEvents: Listeners<[change: LockChange]>;

  constructor(onFault: OnFault) {
    this.#onFault = onFault;
    this.#ofAll = new Listeners(onFault);
    this.#ofEvents = new Listeners(onFault);
  }

  onChange(key: string | null, listener: (key: string) => void): () => void {
    if (key === null) return this.#ofAll.add(listener);
    const listeners = this.#ofKey.get(key) ?? new Listeners<[key: string]>(this.#onFault);
    this.#ofKey.set(key, listeners);
    const end = listeners.add(listener);
    return () => {
      end();
      if (listeners.size === 0) this.#ofKey.delete(key);
    };
  }

  onEvent(listener: (change: LockChange) => void): () => void {
    return this.#ofEvents.add(listener);
  }

  changed(key: string): void {
    this.#ofKey.get(key)?.tell(key);
    this.#ofAll.tell(key);
  }

  tell(change: LockChange): void {
    this.#ofEvents.tell(change);
  }

  clear(): void {
    this.#ofKey.clear();
    this.#ofAll.clear();
    this.#ofEvents.clear();
  }
}
