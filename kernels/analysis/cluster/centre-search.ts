/** Distances of the rows of one matrix to centres, all squared; every implementation gives the same bits. */
export interface CentreSearch {
  /**
   * Assigns each row to its nearest centre, the first of equals.
   *
   * @param centres clusters x columns
   * @param labels changed in place
   * @returns how many labels changed
   */
  assign(centres: Float64Array, labels: Int32Array): number;
  /** The squared distance of each row to the centre that its label names. */
  distances(centres: Float64Array, labels: Int32Array): Float64Array;
  /** Adds up the rows of each of k clusters, in blocks of rows that are added in order. */
  sums(labels: Int32Array, k: number): ClusterSums;
  /**
   * What choosing a row as one more centre would leave.
   *
   * @param candidates row numbers
   * @param nearest weighted squares to the nearest centre so far; absent before the first
   */
  potentials(candidates: readonly number[], nearest: Float64Array | undefined): Potential[];
}

/** Weighted squared distances to the nearest centre, and their sum, added row by row. */
export interface Potential {
  readonly distances: Float64Array;
  readonly total: number;
}

/** Weighted sums of the rows of each cluster, clusters x columns, and their weights. */
export interface ClusterSums {
  readonly sums: Float64Array;
  readonly sizes: Float64Array;
}

/** Rows that are added together before they are added to the others. */
export const BLOCK_ROWS = 8192;
