import type { OrderedEvent } from "./order.ts";

/** The newest events that are kept for tabs that come back. */
const MAX_EVENTS = 5_000;
/** Beyond so many characters of them the older half goes. */
const MAX_CHARACTERS = 16 * 1024 * 1024;

/** The newest events of a notebook, bounded by number and by size. */
export class RecentEvents {
  #events: OrderedEvent[] = [];
  #sizes: number[] = [];
  #characters = 0;

  get length(): number {
    return this.#events.length;
  }

  add(events: readonly OrderedEvent[], characters: readonly number[]): void {
    this.#events.push(...events);
    this.#sizes.push(...characters);
    for (const size of characters) this.#characters += size;
    if (this.#events.length > 2 * MAX_EVENTS) this.#keep(MAX_EVENTS);
    while (this.#characters > MAX_CHARACTERS && this.#events.length > 1)
      this.#keep(this.#events.length >> 1);
  }

  /** The events from an index on. */
  from(index: number): readonly OrderedEvent[] {
    return this.#events.slice(index);
  }

  #keep(count: number): void {
    this.#events = this.#events.slice(-count);
    this.#sizes = this.#sizes.slice(-count);
    this.#characters = this.#sizes.reduce((sum, size) => sum + size, 0);
  }
}
