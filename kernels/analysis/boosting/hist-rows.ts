import type { BinnedFeatures } from "./bins.ts";
import type { BoostLimits, HistSplit, NodeSums } from "./split.ts";

/** A histogram of all columns; see `HistRows.values`. */
export type Histogram = number;

/**
 * The rows of a tree that grows, those of a node together, and histograms of their derivatives. Everything that takes long on many
 * rows is here; every implementation gives the same bits.
 */
export interface HistRows {
  /** Row numbers; a view that the next `take` may end. */
  readonly rows: Int32Array;
  /**
   * Puts the rows in their order again, with new derivatives: scaled and rounded to multiples of a power of two, so that their sums
   * are exact in any order. What is in the arrays afterwards is not said.
   *
   * @returns what they were divided by
   */
  start(gradient: Float64Array, hessian: Float64Array): Scales;
  /** A histogram of zeros. */
  take(): Histogram;
  /** Gives a histogram back. */
  give(histogram: Histogram): void;
  /**
   * The sums of scaled derivatives in a histogram, three numbers per bin (see `LANES`), column after column; for reading only.
   *
   * @param columns how many of the first columns; default all
   */
  values(histogram: Histogram, columns?: number): Float64Array;
  /** Finds the best split of a node; see `findSplit`. */
  split(histogram: Histogram, node: NodeSums, limits: BoostLimits): HistSplit;
  /** Adds the rows from `start` to `end`. */
  add(start: number, end: number, histogram: Histogram): void;
  /** Turns the histogram of a parent into that of one child by taking away the other's; exact, because the sums are. */
  subtract(parent: Histogram, child: Histogram): void;
  /**
   * Moves the rows from `start` to `end` that go left before the others; both keep their order.
   *
   * @returns the place of the first row that goes right
   */
  part(start: number, end: number, split: Question): number;
}

/** What derivatives were divided by before they were rounded. */
export interface Scales {
  readonly gradientScale: number;
  readonly hessianScale: number;
}

/** What decides whether a row goes left: its bin in a column. */
export interface Question {
  readonly feature: number;
  /** A row goes left when its bin is at most this. */
  readonly bin: number;
  /** Whether missing values go left, too. */
  readonly missingLeft: boolean;
}

/** Numbers per bin: sum of gradients, sum of hessians, rows. */
export const LANES = 3;

/** Numbers per column: its bins and that of missing values. */
export function columnStride(missingBin: number): number {
  return (missingBin + 1) * LANES;
}

/** Numbers per histogram. */
export function histogramLength({ columns, missingBin }: BinnedFeatures): number {
  return columns * columnStride(missingBin);
}
