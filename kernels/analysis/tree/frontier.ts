/** A heap of things with a number each; gives back the largest first, of equal ones the one that came first. */
export class Frontier<T> {
  readonly #items: { item: T; key: number; order: number }[] = [];
  #count = 0;

  push(item: T, key: number): void {
    const items = this.#items;
    items.push({ item, key, order: this.#count++ });
    let at = items.length - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#isBefore(at, parent)) break;
      this.#swap(at, parent);
      at = parent;
    }
  }

  pop(): T | undefined {
    const items = this.#items;
    if (items.length === 0) return undefined;
    this.#swap(0, items.length - 1);
    const { item } = items.pop()!;
    let at = 0;
    for (;;) {
      let first = at;
      for (const child of [2 * at + 1, 2 * at + 2])
        if (child < items.length && this.#isBefore(child, first)) first = child;
      if (first === at) return item;
      this.#swap(at, first);
      at = first;
    }
  }

  #isBefore(a: number, b: number): boolean {
    const x = this.#items[a];
    const y = this.#items[b];
    return x.key > y.key || (x.key === y.key && x.order < y.order);
  }

  #swap(a: number, b: number): void {
    const held = this.#items[a];
    this.#items[a] = this.#items[b];
    this.#items[b] = held;
  }
}
