import type { BinnedFeatures } from "./bins.ts";
import {
  columnStride,
  type Histogram,
  type HistRows,
  histogramLength,
  LANES,
  type Question,
  type Scales,
} from "./hist-rows.ts";
import { gradientBits, hessianBits, largestOf, roundTo, scaleFor } from "./round.ts";
import { type BoostLimits, findSplit, type HistSplit, type NodeSums } from "./split.ts";

/** `HistRows` in TypeScript. */
export class ScriptRows implements HistRows {
  readonly #features: BinnedFeatures;
  readonly #scratch: Int32Array;
  readonly #histograms: Float64Array[] = [];
  readonly #free: Histogram[] = [];
  #gradient: Float64Array = new Float64Array();
  #hessian: Float64Array = new Float64Array();
  readonly rows: Int32Array;

  constructor(features: BinnedFeatures) {
    this.#features = features;
    this.rows = new Int32Array(features.rows);
    this.#scratch = new Int32Array(features.rows);
  }

  start(gradient: Float64Array, hessian: Float64Array): Scales {
    const gradientScale = scaleFor(largestOf(gradient));
    const hessianScale = scaleFor(largestOf(hessian));
    roundTo(gradient, gradientScale, gradientBits(this.rows.length));
    roundTo(hessian, hessianScale, hessianBits(this.rows.length));
    this.#gradient = gradient;
    this.#hessian = hessian;
    for (let i = 0; i < this.rows.length; i++) this.rows[i] = i;
    return { gradientScale, hessianScale };
  }

  split(histogram: Histogram, node: NodeSums, limits: BoostLimits): HistSplit {
    return findSplit(this.#histograms[histogram], this.#features, node, limits);
  }

  take(): Histogram {
    const old = this.#free.pop();
    if (old === undefined)
      return this.#histograms.push(new Float64Array(histogramLength(this.#features))) - 1;
    this.#histograms[old].fill(0);
    return old;
  }

  give(histogram: Histogram): void {
    this.#free.push(histogram);
  }

  values(histogram: Histogram, columns: number = this.#features.columns): Float64Array {
    const { missingBin } = this.#features;
    return this.#histograms[histogram].subarray(0, columns * columnStride(missingBin));
  }

  add(start: number, end: number, histogram: Histogram): void {
    const { bins, columns, missingBin } = this.#features;
    const stride = columnStride(missingBin);
    const into = this.#histograms[histogram];
    addRows(bins, columns, stride, this.rows, start, end, this.#gradient, this.#hessian, into);
  }

  subtract(parent: Histogram, child: Histogram): void {
    const from = this.#histograms[parent];
    const other = this.#histograms[child];
    for (let i = 0; i < from.length; i++) from[i] -= other[i];
  }

  part(start: number, end: number, { feature, bin, missingLeft }: Question): number {
    const { bins, columns, missingBin } = this.#features;
    const { rows } = this;
    const scratch = this.#scratch;
    // The bin of missing values is above all others: it goes right by itself.
    const missing = missingLeft ? missingBin : -1;
    let left = start;
    let right = 0;
    for (let i = start; i < end; i++) {
      const row = rows[i];
      const b = bins[row * columns + feature];
      if (b <= bin || b === missing) rows[left++] = row;
      else scratch[right++] = row;
    }
    for (let i = 0; i < right; i++) rows[left + i] = scratch[i];
    return left;
  }
}

/**
 * Adds rows to a histogram of all columns.
 *
 * @param bins row-major bins
 * @param stride numbers per column in the histogram
 * @param rows the rows of the node, from `start` to `end`
 */
function addRows(
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
