const WINDOW_MS = 60_000;
const MAX_WRONG = 20;
const MAX_ADDRESSES = 10_000;

/**
 * Counts wrong tokens per address (S8): each beyond 20 in a minute is answered late and its connection is closed. The
 * right token is never asked about here (S31): who guesses shall not lock out who knows.
 */
export class WrongTokens {
  readonly #times = new Map<string, number[]>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Takes a wrong token down. @returns seconds until one fewer counts when it is one too many, else 0 */
  add(address: string): number {
    const recent = this.#recent(address);
    const wait = recent.length < MAX_WRONG ? 0 : (recent[0]! + WINDOW_MS - this.#now()) / 1000;
    const times = [...recent, this.#now()].slice(-MAX_WRONG);
    this.#times.delete(address);
    this.#times.set(address, times);
    const oldest = this.#times.keys().next();
    if (this.#times.size > MAX_ADDRESSES && !oldest.done) this.#times.delete(oldest.value);
    return wait > 0 ? Math.max(1, Math.ceil(wait)) : 0;
  }

  #recent(address: string): number[] {
    const since = this.#now() - WINDOW_MS;
    return (this.#times.get(address) ?? []).filter((time) => time > since);
  }
}
