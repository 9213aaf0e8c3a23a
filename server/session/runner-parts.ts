import type { KernelHandover } from "../../kernels/protocol/index.ts";
import type { Kernels } from "../kernel/kernels.ts";
import type { LockDriver } from "../locks/lock-driver.ts";
import type { OutputFiles } from "../outputs/output-files.ts";
import type { CheckpointStore } from "../runs/checkpoint-store.ts";
import type { NotebookRuns } from "../runs/notebook-runs.ts";
import type { RunRecord } from "../runs/run-record.ts";
import type { ExecutedHistory } from "../variables/executed-history.ts";
import type { VariableStore } from "../variables/variable-store.ts";
import type { Order } from "./order/order.ts";
import type { VolatileState } from "./volatile.ts";

/** What runs the executions of a notebook. */
export interface RunnerParts {
  readonly order: Order;
  readonly locks: LockDriver;
  readonly kernels: Kernels;
  readonly outputs: OutputFiles;
  /** Whether cells may ask a person; default true. */
  readonly canAsk?: boolean | undefined;
  /** The sample of every map, whatever its cell chose. */
  readonly sample?: string | undefined;
  readonly volatile: VolatileState;
  readonly handover: () => KernelHandover;
  readonly runs: NotebookRuns;
  readonly checkpoints: CheckpointStore;
  readonly executed: ExecutedHistory;
  /** What kernels of this notebook saved of their variables. */
  readonly variables: VariableStore;
  /** Told of runs that a crash of their kernel interrupted. */
  readonly crashed: (left: readonly RunRecord[]) => void;
  readonly onFault: (error: unknown) => void;
}
