import type { IsolationJob } from "../anomaly/isolation-tree.ts";
import type { ForestJob } from "../forest/job.ts";
import type { FoldJob } from "../model-selection/fold-job.ts";
import type { PermutationJob } from "../model-selection/permutation-job.ts";
import type { NeighbourJob } from "../neighbours/neighbour-job.ts";
import type { ClusterJob } from "../workflows/clustering.ts";
import type { TrainingJob } from "../workflows/training-job.ts";

/**
 * Work that falls into units which depend on nothing but their index. Plain data: workers get it by a structured clone, which passes
 * shared memory on without a copy.
 */
export type UnitTask =
  | { readonly kind: "forest"; readonly job: ForestJob }
  | { readonly kind: "isolation"; readonly job: IsolationJob }
  | { readonly kind: "folds"; readonly job: FoldJob }
  | { readonly kind: "permutation"; readonly job: PermutationJob }
  | { readonly kind: "clusters"; readonly job: ClusterJob }
  | { readonly kind: "training"; readonly job: TrainingJob }
  | { readonly kind: "neighbours"; readonly job: NeighbourJob };

/** What a worker starts with. */
export interface WorkerStart {
  readonly task: UnitTask;
  /** One word of shared memory: not 0 when the work is no longer wanted. */
  readonly cancel: Int32Array;
  /** The compiled WebAssembly, when there is one. */
  readonly kernels: object | undefined;
}

/** What the main thread asks for. */
export interface UnitRequest {
  readonly index: number;
}

/** What a worker answers: the unit, or why there is none. */
export type UnitReply =
  | { readonly index: number; readonly unit: object }
  | { readonly index: number; readonly failure: UnitFailure };

/** An error as plain data. */
export interface UnitFailure {
  /** Of an `AnalysisError`; absent for any other. */
  readonly code?: string;
  readonly message: string;
  /** The other fields of an `AnalysisError`. */
  readonly details: Readonly<Record<string, unknown>>;
}
