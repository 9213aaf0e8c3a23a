/** Room for one column after the other while features are cut into bins; every implementation gives the same bits. */
export interface ColumnRoom {
  /** Where the values of a column are put, one per row. */
  readonly values: Float64Array;
  /** Sorts the first `count` values, none of them missing or -0. */
  sorted(count: number): Float64Array;
  /**
   * The bin of each value: how many cuts are below it, or the one of missing values. The next call may end what this one gave.
   *
   * @param cuts rising
   */
  bins(cuts: Float64Array, missingBin: number): Uint8Array | Uint16Array;
}
