import type { MapItem } from "./map-items.ts";
import type { MapPool } from "./map-pool.ts";

/** An item that is done. */
export interface DoneItem<T, R> {
  readonly item: MapItem<T>;
  readonly result: R;
  /** Seconds that it took its thread. */
  readonly seconds: number;
}

/** Does items, and gives them out as they are done. */
export interface ItemWork<T, R> {
  begin(items: readonly MapItem<T>[]): void;
  /**
   * The next item that is done.
   *
   * @throws what the function threw, with the item named; the signal's reason when it aborts
   */
  next(signal: AbortSignal): Promise<DoneItem<T, R>>;
}

/** One after another, in the kernel. */
export class InKernel<T, R> implements ItemWork<T, R> {
  readonly #fn: (item: MapItem<T>) => R | Promise<R>;
  #items: Iterator<MapItem<T>> = [][Symbol.iterator]();

  constructor(fn: (item: MapItem<T>) => R | Promise<R>) {
    this.#fn = fn;
  }

  begin(items: readonly MapItem<T>[]): void {
    this.#items = items[Symbol.iterator]();
  }

  async next(): Promise<DoneItem<T, R>> {
    const { value: item, done } = this.#items.next();
    if (done) throw new RangeError("runMap: no item is left");
    const began = performance.now();
    try {
      const result = await this.#fn(item);
      return { item, result, seconds: (performance.now() - began) / 1000 };
    } catch (error) {
      throw failedAt(item, error);
    }
  }
}

/** Several at a time, in worker threads. */
export class InWorkers<T, R> implements ItemWork<T, R> {
  readonly #pool: MapPool;
  readonly #workers: number;
  #items: Iterator<MapItem<T>> = [][Symbol.iterator]();
  readonly #done: (DoneItem<T, R> | FailedItem)[] = [];
  #wake: () => void = () => {};

  constructor(pool: MapPool, workers: number) {
    this.#pool = pool;
    this.#workers = workers;
  }

  begin(items: readonly MapItem<T>[]): void {
    this.#items = items[Symbol.iterator]();
    // One more than there are workers: none waits for the next.
    for (let i = 0; i <= this.#workers; i++) this.#startNext();
  }

  async next(signal: AbortSignal): Promise<DoneItem<T, R>> {
    const onAbort = (): void => this.#wake();
    signal.addEventListener("abort", onAbort);
    try {
      for (;;) {
        const done = this.#done.shift();
        if (done) {
          if ("error" in done) throw done.error;
          return done;
        }
        signal.throwIfAborted();
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    } finally {
      signal.removeEventListener("abort", onAbort);
    }
  }

  #startNext(): void {
    const { value: item, done } = this.#items.next();
    if (!done) void this.#do(item);
  }

  async #do(item: MapItem<T>): Promise<void> {
    try {
      const { result, seconds } = await this.#pool.do(item);
      this.#done.push({ item, result: result as R, seconds });
    } catch (error) {
      this.#done.push({ error: failedAt(item, error) });
    }
    this.#startNext();
    this.#wake();
  }
}

interface FailedItem {
  readonly error: unknown;
}

/** The error of an item, which says which item it was. */
function failedAt({ index }: MapItem<unknown>, error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  error.message = `item ${index}: ${error.message}`;
  return error;
}
