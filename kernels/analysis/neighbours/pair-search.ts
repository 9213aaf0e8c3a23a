import type { Matrix } from "../base/matrix.ts";

/** The nearest rows of some points. */
export interface NearestRows {
  /** Row numbers, points x k, nearest first, equals in the order of the rows. */
  readonly rows: Int32Array;
  /** Their squared euclidean distances. */
  readonly distances: Float64Array;
}

/** Finds near rows by looking at all pairs; every implementation gives the same rows and digits. */
export interface PairSearch {
  /** Whether it is faster than a tree from six columns on. */
  readonly isFast: boolean;
  /** The k nearest rows of the points from `start` to `end`; k is at most the number of rows. */
  nearest(points: Matrix, start: number, end: number, k: number): NearestRows;
  /** The rows whose squared distance to a point is at most `limit`, rising. */
  within(points: Matrix, point: number, limit: number): Int32Array;
}
