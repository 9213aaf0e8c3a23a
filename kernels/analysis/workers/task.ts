import type { IsolationJob } from "../anomaly/isolation-tree.ts";
import { isolationTreeMaker } from "../anomaly/isolation-tree.ts";
import { type ForestJob, treeMaker } from "../forest/job.ts";

/**
 * Work that falls into units which depend on nothing but their index. Plain data: workers get it by a structured clone, which passes
 * shared memory on without a copy.
 */
export type UnitTask =
  | { readonly kind: "forest"; readonly job: ForestJob }
  | { readonly kind: "isolation"; readonly job: IsolationJob };

/** Opens a way to make any unit of a task; the same on every thread. */
export function unitMaker(task: UnitTask): (index: number) => object {
  switch (task.kind) {
    case "forest":
      return treeMaker(task.job);
    case "isolation":
      return isolationTreeMaker(task.job);
    default:
      return task satisfies never;
  }
}

/** What a worker starts with. */
export interface WorkerStart {
  readonly task: UnitTask;
  /** One word of shared memory: not 0 when the work is no longer wanted. */
  readonly cancel: Int32Array;
}

/** What the main thread asks for. */
export interface UnitRequest {
  readonly index: number;
}

/** What a worker answers. */
export interface UnitReply {
  readonly index: number;
  readonly unit: object;
}
