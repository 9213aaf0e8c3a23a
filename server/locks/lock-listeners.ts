import type { LockChange } from "./lock-driver.ts";

/** Who wants to know of changes: of one key, of all, or of grants and releases. */
export class LockListeners {
  readonly #ofKey = new Map<string, Set<(key: string) => void>>();
  readonly #ofAll = new Set<(key: string) => void>();
  readonly #ofEvents = new Set<(change: LockChange) => void>();

  onChange(key: string | null, listener: (key: string) => void): () => void {
    if (key === null) {
      this.#ofAll.add(listener);
      return () => this.#ofAll.delete(listener);
    }
    const listeners = this.#ofKey.get(key) ?? new Set();
    this.#ofKey.set(key, listeners);
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#ofKey.delete(key);
    };
  }

  onEvent(listener: (change: LockChange) => void): () => void {
    this.#ofEvents.add(listener);
    return () => this.#ofEvents.delete(listener);
  }

  changed(key: string): void {
    for (const listener of this.#ofKey.get(key) ?? []) listener(key);
    for (const listener of this.#ofAll) listener(key);
  }

  tell(change: LockChange): void {
    for (const listener of this.#ofEvents) listener(change);
  }

  clear(): void {
    this.#ofKey.clear();
    this.#ofAll.clear();
    this.#ofEvents.clear();
  }
}
