import type { Matrix } from "../base/matrix.ts";
import { shared } from "../columns/buffers.ts";
import { checkWorkers } from "../models/check-workers.ts";
import { plainRun } from "../run/plain-run.ts";
import type { Run } from "../run/run.ts";
import { allUnits } from "../workers/fit-units.ts";
import type { Metric } from "./distance.ts";
import type { Neighbours } from "./neighbour-index.ts";
import {
  blockCount,
  joinBlocks,
  type NeighbourBlock,
  type NeighbourJob,
  neighbourMaker,
} from "./neighbour-job.ts";

/** How neighbours of many rows are looked for. */
export interface NeighbourSearchOptions {
  /** Threads that each take whole blocks of 1,024 rows, ≥ 1, default 1. Any number gives the same digits. */
  readonly workers?: number;
  /** Gives progress, cancel and checkpoints: one step per block. */
  readonly run?: Run<object>;
}

/**
 * The nearest rows of many points, block by block.
 *
 * @param what who asks, for messages
 * @throws HF_MODEL_OPTION, HF_WORKER_FAILED, and whatever the run throws when it is cancelled
 */
export async function nearestInBlocks(
  rows: Matrix,
  points: Matrix,
  { metric, k, what }: { metric: Metric; k: number; what: string },
  { workers, run = plainRun<object>() }: NeighbourSearchOptions,
): Promise<Neighbours> {
  const job: NeighbourJob = {
    rows: onSharedMemory(rows),
    points: onSharedMemory(points),
    metric,
    k,
  };
  let make: ((index: number) => NeighbourBlock) | undefined;
  const blocks = await allUnits<NeighbourBlock>(run, {
    name: "neighbours",
    total: blockCount(job),
    workers: checkWorkers(workers, what),
    task: () => ({ kind: "neighbours", job }),
    make(index) {
      make ??= neighbourMaker(job);
      return make(index);
    },
  });
  return joinBlocks(blocks, job);
}

function onSharedMemory({ data, rows, columns }: Matrix): Matrix {
  return { data: shared(data), rows, columns };
}
