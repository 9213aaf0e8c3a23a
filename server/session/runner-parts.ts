import type { Action, KernelHandover } from "../../kernels/protocol/index.ts";
import type { Kernels } from "../kernel/kernels.ts";
import type { LockDriver } from "../locks/lock-driver.ts";
import type { OutputFiles } from "../outputs/output-files.ts";
import type { ExecutedHistory } from "../runs/executed-history.ts";
import type { NotebookRuns } from "../runs/notebook-runs.ts";
import type { RunRecord } from "../runs/run-record.ts";
import type { SilentRuns } from "../runs/silent-runs.ts";
import type { Order } from "./order.ts";
import type { VolatileState } from "./volatile.ts";

/** What runs the executions of a notebook. */
export interface RunnerParts {
  readonly order: Order;
  readonly locks: LockDriver;
  readonly kernels: Kernels;
  readonly outputs: OutputFiles;
  /** Whether cells may ask a person; default true. */
  readonly canAsk?: boolean | undefined;
  readonly volatile: VolatileState;
  readonly handover: () => KernelHandover;
  readonly runs: NotebookRuns;
  readonly silentRuns: SilentRuns;
  readonly executed: ExecutedHistory;
  /** Told of runs that a crash of their kernel interrupted. */
  readonly crashed: (left: readonly RunRecord[]) => void;
  /** Performs what an event asks for: the session's one place for actions. */
  readonly perform: (actions: readonly Action[]) => void;
  readonly onFault: (error: unknown) => void;
}
