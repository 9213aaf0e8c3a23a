import {
  hasMissing,
  type MissingOptions,
  readNumbersNotDates,
  type Sample,
  skipsMissing,
} from "./sample.ts";

/** Rows per block: sums are formed per block and combined in block order, so workers cannot change a digit. */
const BLOCK_ROWS = 8192;

/**
 * Sums numbers with compensation inside fixed blocks of 8,192 and combines the blocks in order.
 *
 * Source: Neumaier (1974), the improved Kahan sum. The result is the same for any division of the blocks among workers, and is
 * correct to about one unit in the last place for n·ε ≪ 1.
 *
 * @param given see `Sample`; missing values are skipped unless `skipMissing` is false
 * @returns the sum; 0 when nothing is present; ±Infinity and NaN as IEEE arithmetic gives them
 * @throws TypeError for dates, which have no sum
 */
export function sum(given: Sample, options: MissingOptions = {}): number {
  const skip = skipsMissing(options, "sum");
  const values = readNumbersNotDates(
    given,
    "sum",
    "their differences have a sum, they have a mean",
  );
  return skip || !hasMissing(values) ? sumOf(values) : Number.NaN;
}

/** The sum of the present values of a list of numbers; see `sum`. */
export function sumOf(values: ArrayLike<number>): number {
  const total = new Accumulator();
  for (let start = 0; start < values.length; start += BLOCK_ROWS) {
    const part = blockSum(values, start, Math.min(values.length, start + BLOCK_ROWS));
    total.add(part.high);
    total.add(part.low);
  }
  return total.value();
}

/** Sums one block, NaN skipped, as an unevaluated pair: the exact sum is close to `high + low`. */
function blockSum(
  values: ArrayLike<number>,
  start: number,
  end: number,
): { high: number; low: number } {
  let high = 0;
  let low = 0;
  for (let i = start; i < end; i++) {
    const x = values[i];
    if (Number.isNaN(x)) continue;
    const next = high + x;
    low += Math.abs(high) >= Math.abs(x) ? high - next + x : x - next + high;
    high = next;
  }
  // Infinity makes the compensation NaN; the plain sum is then the answer.
  return !Number.isNaN(low) ? { high, low } : { high, low: 0 };
}

/** A running compensated sum. */
export class Accumulator {
  #high = 0;
  #low = 0;

  /** Adds one number. */
  add(x: number): void {
    const next = this.#high + x;
    this.#low +=
      Math.abs(this.#high) >= Math.abs(x) ? this.#high - next + x : x - next + this.#high;
    this.#high = next;
  }

  /** Returns the sum so far. */
  value(): number {
    return Number.isNaN(this.#low) ? this.#high : this.#high + this.#low;
  }
}
