import type { Matrix } from "../base/matrix.ts";
import { requireInteger } from "../models/option.ts";
import type { Metric } from "./distance.ts";
import type { KNeighbors } from "./k-neighbours.ts";
import { type NeighbourSearchOptions, nearestInBlocks } from "./nearest-in-blocks.ts";
import { NeighbourIndex, type Neighbours } from "./neighbour-index.ts";

/** Looks for the neighbours of points among the rows of a fit; keeps its index as long as the rows are the same. */
export class NeighbourSearch {
  readonly #what: string;
  readonly #metric: Metric;
  #rows: Matrix | undefined;
  #index: NeighbourIndex | undefined;

  /** @param what who asks, for messages */
  constructor(what: string, metric: Metric) {
    this.#what = what;
    this.#metric = metric;
  }

  nearest(points: Matrix, rows: Matrix, k: number): Neighbours {
    if (this.#index === undefined || this.#rows !== rows) {
      this.#index = new NeighbourIndex(rows, this.#metric);
      this.#rows = rows;
    }
    return this.#index.nearest(points, k);
  }

  /** The same for many points: in steps of a run, and by several threads. */
  inBlocks(
    points: Matrix,
    rows: Matrix,
    k: number,
    options: NeighbourSearchOptions,
  ): Promise<Neighbours> {
    return nearestInBlocks(rows, points, { metric: this.#metric, k, what: this.#what }, options);
  }

  /** As people ask for neighbours. @throws HF_MODEL_OPTION unless k is 1 … the number of rows */
  kneighbors(points: Matrix, rows: Matrix, k: number): KNeighbors {
    requireInteger(this.#what, "k", k, 1, rows.rows);
    return asMatrix(this.nearest(points, rows, k));
  }

  /** The same for many points. @throws as `kneighbors`, HF_WORKER_FAILED, and what the run throws when it is cancelled */
  async kneighborsInBlocks(
    points: Matrix,
    rows: Matrix,
    k: number,
    options: NeighbourSearchOptions,
  ): Promise<KNeighbors> {
    requireInteger(this.#what, "k", k, 1, rows.rows);
    return asMatrix(await this.inBlocks(points, rows, k, options));
  }
}

function asMatrix({ distances, indices, k }: Neighbours): KNeighbors {
  return { distances: { data: distances, rows: distances.length / k, columns: k }, indices };
}
