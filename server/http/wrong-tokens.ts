const WINDOW_MS = 60_000;
const MAX_WRONG = 20;
const MAX_ADDRESSES = 10_000;

/** Counts wrong tokens per address (S8): more than 20 in a minute, and no token is looked at any more. */
export class WrongTokens {
  readonly #times = new Map<string, number[]>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Seconds until tokens of this address are looked at again; 0 = now. */
  waitSeconds(address: string): number {
    const times = this.#recent(address);
    if (times.length < MAX_WRONG) return 0;
    return Math.max(1, Math.ceil((times[0]! + WINDOW_MS - this.#now()) / 1000));
  }

  add(address: string): void {
    const times = [...this.#recent(address), this.#now()].slice(-MAX_WRONG);
    this.#times.delete(address);
    this.#times.set(address, times);
    const oldest = this.#times.keys().next();
    if (this.#times.size > MAX_ADDRESSES && !oldest.done) this.#times.delete(oldest.value);
  }

  #recent(address: string): number[] {
    const since = this.#now() - WINDOW_MS;
    return (this.#times.get(address) ?? []).filter((time) => time > since);
  }
}
