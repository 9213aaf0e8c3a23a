/** A checkpoint is made at most this often, ms. */
const MIN_MS = 1_000;
/** Checkpoints may cost this share of the time of a run. */
const MAX_COST = 0.005;

/** When a checkpoint is due: after N steps, not more than once a second, and not more than 0.5 % of the time. */
export class Cadence {
  readonly #every: number;
  readonly #now: () => number;
  #savedAt: number;
  #savedStep: number;
  #costMs = 0;

  /** @param every steps between two checkpoints at least, ≥ 1 */
  constructor(every: number, firstStep: number, now: () => number = () => performance.now()) {
    this.#every = every;
    this.#now = now;
    this.#savedAt = now();
    this.#savedStep = firstStep;
  }

  isDue(step: number): boolean {
    if (step - this.#savedStep < this.#every) return false;
    const since = this.#now() - this.#savedAt;
    return since >= MIN_MS && this.#costMs <= MAX_COST * since;
  }

  saved(step: number, costMs: number): void {
    this.#savedStep = step;
    this.#savedAt = this.#now();
    this.#costMs = costMs;
  }
}
