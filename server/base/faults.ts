/** Told of an error that belongs to no request: it is logged, and nothing else ends for it. */
export type OnFault = (error: unknown) => void;

/**
 * Makes a callback of a timer, stream or socket one with an owner: what it throws is told there and never reaches the
 * process, which would end for everybody (S29).
 */
export function owned<A extends readonly unknown[]>(
  onFault: OnFault,
  act: (...args: A) => void | Promise<void>,
): (...args: A) => void {
  return (...args) => {
    try {
      const doing: unknown = act(...args);
      if (doing instanceof Promise) doing.catch(onFault);
    } catch (error) {
      onFault(error);
    }
  };
}

/** Who wants to be told something. One listener that fails does not keep the next from its news. */
export class Listeners<A extends readonly unknown[]> {
  readonly #onFault: OnFault;
  readonly #all = new Set<(...args: A) => void>();

  constructor(onFault: OnFault) {
    this.#onFault = onFault;
  }

  get size(): number {
    return this.#all.size;
  }

  /** Gives the function that ends it. */
  add(listener: (...args: A) => void): () => void {
    const own = owned(this.#onFault, listener);
    this.#all.add(own);
    return () => {
      this.#all.delete(own);
    };
  }

  tell(...args: A): void {
    for (const listener of this.#all) listener(...args);
  }

  clear(): void {
    this.#all.clear();
  }
}
