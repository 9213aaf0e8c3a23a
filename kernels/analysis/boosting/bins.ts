import type { Matrix } from "../base/matrix.ts";
import { sharedUint8, sharedUint16 } from "../columns/buffers.ts";
import { stream } from "../random/stream.ts";
import { openColumn } from "./open-column.ts";
import { MOST_BYTES } from "./script-column.ts";

/** Columns are cut by at most this many rows, drawn at random. */
const SAMPLE_ROWS = 200_000;

/** Columns that are copied together, and rows of them that stay in the nearest cache. */
const GROUP = 8;
const BLOCK = 256;

/** Features cut into bins, and one more bin for missing values. */
export interface BinnedFeatures {
  readonly rows: number;
  readonly columns: number;
  /** Bin of row i in column j: bins[i * columns + j]; rows lie together because histograms read whole rows. */
  readonly bins: Uint8Array | Uint16Array;
  /** The bin of missing values: above all others. */
  readonly missingBin: number;
  /** The largest value of each bin but the last, rising, per column. */
  readonly thresholds: readonly Float64Array[];
  /** Whether a column has missing values. */
  readonly hasMissing: readonly boolean[];
}

/**
 * Cuts features into bins: between all neighbouring values when there are at most `maxBins` distinct ones, else at quantiles (the middle
 * of the two order statistics around each).
 *
 * @param maxBins 2 … 65,535; above 255 a bin takes two bytes
 * @param seed draws the rows that decide the cuts when there are more than 200,000
 */
export function binFeatures(matrix: Matrix, maxBins: number, seed: number): BinnedFeatures {
  const { data, rows, columns } = matrix;
  const sample = sampleRows(rows, seed);
  const bins = maxBins <= MOST_BYTES ? sharedUint8(rows * columns) : sharedUint16(rows * columns);
  const missingBin = maxBins;
  const thresholds: Float64Array[] = [];
  const hasMissing: boolean[] = [];
  const room = openColumn(rows, maxBins);
  const group = Array.from({ length: GROUP }, () => new Float64Array(rows));
  for (let first = 0; first < columns; first += GROUP) {
    const width = Math.min(GROUP, columns - first);
    takeColumns(data, columns, first, group.slice(0, width));
    const binned: (Uint8Array | Uint16Array)[] = [];
    for (const own of group.slice(0, width)) {
      const present = putPresent(own, sample, room.values);
      const cuts = cutColumn(room.sorted(present), maxBins);
      thresholds.push(cuts);
      room.values.set(own);
      const found = room.bins(cuts, missingBin).slice();
      binned.push(found);
      hasMissing.push(found.includes(missingBin));
    }
    putColumns(bins, columns, first, binned);
  }
  return { rows, columns, bins, missingBin, thresholds, hasMissing };
}

/** Copies neighbouring columns, the first of which is `first`; together, because their values lie together. */
function takeColumns(
  data: Float64Array,
  columns: number,
  first: number,
  into: readonly Float64Array[],
): void {
  const rows = into[0].length;
  for (let start = 0; start < rows; start += BLOCK) {
    const end = Math.min(rows, start + BLOCK);
    into.forEach((own, j) => {
      for (let i = start, at = start * columns + first + j; i < end; i++, at += columns)
        own[i] = data[at];
    });
  }
}

/** The reverse of `takeColumns`. */
function putColumns(
  bins: Uint8Array | Uint16Array,
  columns: number,
  first: number,
  from: readonly (Uint8Array | Uint16Array)[],
): void {
  const rows = from[0].length;
  for (let start = 0; start < rows; start += BLOCK) {
    const end = Math.min(rows, start + BLOCK);
    from.forEach((own, j) => {
      for (let i = start, at = start * columns + first + j; i < end; i++, at += columns)
        bins[at] = own[i];
    });
  }
}

/** Copies the values that are there, of all rows or a sample. @returns how many */
function putPresent(
  own: Float64Array,
  sample: Int32Array | undefined,
  values: Float64Array,
): number {
  const count = sample?.length ?? own.length;
  let present = 0;
  for (let i = 0; i < count; i++) {
    const x = own[sample === undefined ? i : sample[i]];
    // Adding 0 makes -0 a 0: they are one value.
    if (!Number.isNaN(x)) values[present++] = x + 0;
  }
  return present;
}

function cutColumn(sorted: Float64Array, maxBins: number): Float64Array {
  const n = sorted.length;
  const distinct: number[] = [];
  for (let i = 0; i < n && distinct.length <= maxBins; i++)
    if (i === 0 || sorted[i] !== sorted[i - 1]) distinct.push(sorted[i]);
  if (distinct.length <= maxBins)
    return Float64Array.from({ length: Math.max(0, distinct.length - 1) }, (_, i) =>
      middle(distinct[i], distinct[i + 1]),
    );
  const cuts: number[] = [];
  for (let b = 1; b < maxBins; b++) {
    const position = ((n - 1) * b) / maxBins;
    const cut = middle(sorted[Math.floor(position)], sorted[Math.ceil(position)]);
    if (cuts.length === 0 || cut > cuts[cuts.length - 1]) cuts.push(cut);
  }
  return Float64Array.from(cuts);
}

function middle(low: number, high: number): number {
  const between = low / 2 + high / 2;
  return between < high || low === high ? between : low;
}

function sampleRows(rows: number, seed: number): Int32Array | undefined {
  if (rows <= SAMPLE_ROWS) return undefined;
  return stream(seed, "bins").permutation(rows).subarray(0, SAMPLE_ROWS);
}
