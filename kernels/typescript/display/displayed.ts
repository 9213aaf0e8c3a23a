const MAX_DISPLAYS = 10_000;

/**
 * What `display` gave to a cell: a promise of an id. As the last expression of a cell it is no result, as what it showed
 * stands above already; a cell that wants to see an id names it.
 */
export class Displayed {
  readonly #promises = new WeakSet<object>();
  readonly #ids = new Set<string>();

  /** Another cell begins. */
  forget(): void {
    this.#ids.clear();
  }

  /** Remembers what a call gives. */
  given(promise: Promise<string>): Promise<string> {
    this.#promises.add(promise);
    void promise.then(
      (id) => this.#ids.add(id),
      () => {},
    );
    return promise;
  }

  /** Tells whether a value is only what `display` gave, also several of them in an array. */
  isOnly(value: unknown): boolean {
    if (this.#isOne(value)) return true;
    if (!isList(value) || value.length === 0 || value.length > MAX_DISPLAYS) return false;
    return Array.from(value).every((item) => this.#isOne(item)); // a hole is none, and `every` leaves it out
  }

  #isOne(value: unknown): boolean {
    if (typeof value === "string") return this.#ids.has(value);
    return typeof value === "object" && value !== null && this.#promises.has(value);
  }
}

function isList(value: unknown): value is readonly unknown[] {
  try {
    return Array.isArray(value) && Object.getPrototypeOf(value) === Array.prototype;
  } catch {
    return false; // a proxy that was revoked
  }
}
