import { stream } from "../random.ts";
import { sharedUint8, sharedUint16 } from "../table/buffers.ts";
import type { Matrix } from "../table/matrix.ts";
import { openColumn } from "./open-column.ts";
import { MOST_BYTES } from "./script-column.ts";

/** Columns are cut by at most this many rows, drawn at random. */
const SAMPLE_ROWS = 200_000;

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
  const { values } = room;
  for (let j = 0; j < columns; j++) {
    let present = 0;
    for (let i = 0; i < (sample?.length ?? rows); i++) {
      const x = data[(sample === undefined ? i : sample[i]) * columns + j];
      // Adding 0 makes -0 a 0: they are one value.
      if (!Number.isNaN(x)) values[present++] = x + 0;
    }
    const cuts = cutColumn(room.sorted(present), maxBins);
    thresholds.push(cuts);
    for (let i = 0; i < rows; i++) values[i] = data[i * columns + j];
    const own = room.bins(cuts, missingBin);
    let missing = false;
    for (let i = 0; i < rows; i++) {
      bins[i * columns + j] = own[i];
      missing ||= own[i] === missingBin;
    }
    hasMissing.push(missing);
  }
  return { rows, columns, bins, missingBin, thresholds, hasMissing };
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
