import type { Matrix } from "../base/matrix.ts";
import type { Metric } from "./distance.ts";
import { NeighbourIndex, type Neighbours } from "./neighbour-index.ts";

/** Points whose neighbours are found in one step. */
export const BLOCK = 1024;

/** All that is needed to find the neighbours of any block of points: plain data, on shared memory, the same in every worker. */
export interface NeighbourJob {
  readonly rows: Matrix;
  /** Absent when they are the rows themselves, none of which is a neighbour of its own. */
  readonly points?: Matrix;
  readonly metric: Metric;
  readonly k: number;
}

/** The neighbours of a block of points, nearest first. */
export interface NeighbourBlock {
  readonly indices: Int32Array;
  readonly distances: Float64Array;
}

/** Number of blocks of a job. */
export function blockCount({ rows, points = rows }: NeighbourJob): number {
  return Math.ceil(points.rows / BLOCK);
}

/** Opens a way to find the neighbours of a block, by its index alone. */
export function neighbourMaker(job: NeighbourJob): (index: number) => NeighbourBlock {
  const { rows, points, metric, k } = job;
  const search = new NeighbourIndex(rows, metric);
  return (index) => {
    const start = index * BLOCK;
    const end = Math.min((points ?? rows).rows, start + BLOCK);
    if (points === undefined) return withoutSelf(search.nearest(rows, k + 1, start, end), start, k);
    const { indices, distances } = search.nearest(points, k, start, end);
    return { indices, distances };
  };
}

/** Puts blocks together. */
export function joinBlocks(blocks: Iterable<NeighbourBlock>, job: NeighbourJob): Neighbours {
  const { rows, points = rows, k } = job;
  const indices = new Int32Array(points.rows * k);
  const distances = new Float64Array(points.rows * k);
  let at = 0;
  for (const block of blocks) {
    indices.set(block.indices, at);
    distances.set(block.distances, at);
    at += block.indices.length;
  }
  return { indices, distances, k };
}

/** Leaves each row out of its own neighbours. */
function withoutSelf(found: Neighbours, start: number, k: number): NeighbourBlock {
  const rows = found.indices.length / (k + 1);
  const indices = new Int32Array(rows * k);
  const distances = new Float64Array(rows * k);
  for (let i = 0; i < rows; i++) {
    // Among more than k equal rows the row itself may be missing: then the last of them is left out.
    let own = k;
    for (let n = 0; n < k; n++) if (found.indices[i * (k + 1) + n] === start + i) own = n;
    for (let n = 0; n < k; n++) {
      const from = i * (k + 1) + (n < own ? n : n + 1);
      indices[i * k + n] = found.indices[from];
      distances[i * k + n] = found.distances[from];
    }
  }
  return { indices, distances };
}
