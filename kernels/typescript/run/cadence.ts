/** How often checkpoints may be made. */
export interface Pace {
  /** At most every so many ms. */
  readonly minMs: number;
  /** They may cost this share of the time. */
  readonly maxCost: number;
  /** The run goes on when a checkpoint is durable; else while it is made so. */
  readonly isAwaited: boolean;
}

export const RUN_PACE: Pace = { minMs: 1_000, maxCost: 0.005, isAwaited: true };
/** The items of a map survive each on its own, when they take longer than this. */
export const MAP_PACE: Pace = { minMs: 100, maxCost: 0.005, isAwaited: false };

/** Where the cell says after how many steps: that holds, unless saving would take longer than the steps themselves. */
export const ASKED_PACE: Pace = { minMs: 0, maxCost: 1, isAwaited: true };

/** When a checkpoint is due: after N steps, not more often and not at more cost than the pace allows. */
export class Cadence {
  readonly #every: number;
  readonly #pace: Pace;
  readonly #now: () => number;
  #savedAt: number;
  #savedStep: number;
  #costMs = 0;

  /** @param every steps between two checkpoints at least, ≥ 1 */
  constructor(
    every: number,
    firstStep: number,
    now: () => number = () => performance.now(),
    pace: Pace = RUN_PACE,
  ) {
    this.#every = every;
    this.#pace = pace;
    this.#now = now;
    this.#savedAt = now();
    this.#savedStep = firstStep;
  }

  isDue(step: number): boolean {
    if (step - this.#savedStep < this.#every) return false;
    const since = this.#now() - this.#savedAt;
    return since >= this.#pace.minMs && this.#costMs <= this.#pace.maxCost * since;
  }

  saved(step: number, costMs: number): void {
    this.#savedStep = step;
    this.#savedAt = this.#now();
    this.#costMs = costMs;
  }
}
