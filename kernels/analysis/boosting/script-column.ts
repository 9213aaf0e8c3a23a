import type { ColumnRoom } from "./column-room.ts";

/** Most bins, the one of missing values beside them, whose numbers are bytes. */
export const MOST_BYTES = 255;

/** `ColumnRoom` in TypeScript. */
export class ScriptColumn implements ColumnRoom {
  readonly values: Float64Array;
  readonly #bins: Uint8Array | Uint16Array;

  constructor(rows: number, maxBins: number) {
    this.values = new Float64Array(rows);
    this.#bins = maxBins <= MOST_BYTES ? new Uint8Array(rows) : new Uint16Array(rows);
  }

  sorted(count: number): Float64Array {
    return this.values.subarray(0, count).sort();
  }

  bins(cuts: Float64Array, missingBin: number): Uint8Array | Uint16Array {
    const { values } = this;
    for (let i = 0; i < values.length; i++)
      this.#bins[i] = Number.isNaN(values[i]) ? missingBin : binOf(cuts, values[i]);
    return this.#bins;
  }
}

/** Number of cuts below x. */
function binOf(cuts: Float64Array, x: number): number {
  let low = 0;
  let high = cuts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cuts[middle] < x) low = middle + 1;
    else high = middle;
  }
  return low;
}
