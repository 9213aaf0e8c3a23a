/** A dense matrix of doubles, row-major: value (i, j) is data[i * columns + j]. */
export interface Matrix {
  readonly data: Float64Array;
  readonly rows: number;
  readonly columns: number;
  /** Names of the columns, when they are known. */
  readonly names?: readonly string[];
}
