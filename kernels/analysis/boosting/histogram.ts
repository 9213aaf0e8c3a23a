/** Numbers per bin: sum of gradients, sum of hessians, rows. */
export const LANES = 3;
/** Numbers per column: its bins and that of missing values. */
export function columnStride(missingBin: number): number {
  return (missingBin + 1) * LANES;
}

/**
 * Adds rows to a histogram of all columns.
 *
 * @param bins row-major bins
 * @param stride numbers per column in the histogram
 * @param rows the rows of the node, from `start` to `end`
 */
export function addRows(
  bins: Uint8Array | Uint16Array,
  columns: number,
  stride: number,
  rows: Int32Array,
  start: number,
  end: number,
  gradient: Float64Array,
  hessian: Float64Array,
  histogram: Float64Array,
): void {
  const paired = columns - (columns % 2);
  for (let i = start; i < end; i++) {
    const row = rows[i];
    const base = row * columns;
    const g = gradient[row];
    const h = hessian[row];
    let offset = 0;
    let j = 0;
    // Two columns at a time: they never share a bin, so their sums need not wait for each other.
    for (; j < paired; j += 2) {
      const a = offset + bins[base + j] * LANES;
      const b = offset + stride + bins[base + j + 1] * LANES;
      histogram[a] += g;
      histogram[b] += g;
      histogram[a + 1] += h;
      histogram[b + 1] += h;
      histogram[a + 2]++;
      histogram[b + 2]++;
      offset += 2 * stride;
    }
    if (j < columns) {
      const a = offset + bins[base + j] * LANES;
      histogram[a] += g;
      histogram[a + 1] += h;
      histogram[a + 2]++;
    }
  }
}

/** Turns the histogram of a parent into that of one child by taking away the other's; exact, because the sums are. */
export function subtract(parent: Float64Array, child: Float64Array): void {
  for (let i = 0; i < parent.length; i++) parent[i] -= child[i];
}

/** Histograms that are used again. */
export class HistogramPool {
  readonly #length: number;
  readonly #free: Float64Array[] = [];

  constructor(columns: number, stride: number) {
    this.#length = columns * stride;
  }

  /** A histogram of zeros. */
  take(): Float64Array {
    return this.#free.pop()?.fill(0) ?? new Float64Array(this.#length);
  }

  give(histogram: Float64Array): void {
    this.#free.push(histogram);
  }
}
