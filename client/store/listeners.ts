/** A set of functions that want to know; each is removed by the function that `add` gives. */
export class Listeners<Args extends readonly unknown[]> {
  #all = new Set<(...args: Args) => void>();

  add(listener: (...args: Args) => void): () => void {
    this.#all.add(listener);
    return () => this.#all.delete(listener);
  }

  call(...args: Args): void {
    for (const listener of [...this.#all]) listener(...args);
  }
}
