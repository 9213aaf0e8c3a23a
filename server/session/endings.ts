import {
  type ErrorOutput,
  type ExecutionId,
  executionNumber,
  progressText,
} from "../../kernels/protocol/index.ts";
import { goesOnByItself, type KernelDeath } from "../kernel/kernel-death.ts";
import type { NotebookRuns } from "../runs/notebook-runs.ts";
import type { RunRecord } from "../runs/run-record.ts";
import type { ExecutedHistory } from "../variables/executed-history.ts";
import { deathOutput } from "./kernel/death.ts";
import type { ExecutionLeases } from "./kernel/execution-leases.ts";
import type { MemoryCurve } from "./kernel/memory-curve.ts";
import type { Order } from "./order/order.ts";
import type { CellOutputs } from "./output/cell-outputs.ts";
import type { Questions } from "./questions/questions.ts";
import type { VolatileState } from "./volatile.ts";

export interface EndingParts {
  readonly order: Order;
  readonly volatile: VolatileState;
  readonly leases: ExecutionLeases;
  readonly questions: Questions;
  readonly outputs: CellOutputs;
  readonly memory: MemoryCurve;
  readonly runs: NotebookRuns;
  readonly executed: ExecutedHistory;
  /** Told of runs that a crash of their kernel interrupted. */
  readonly crashed: (left: readonly RunRecord[]) => void;
  readonly onFault: (error: unknown) => void;
}

/** How executions end: it is told in the order, which has what they had given back. */
export class Endings {
  readonly #parts: EndingParts;
  readonly #crashed = new Set<ExecutionId>();

  constructor(parts: EndingParts) {
    this.#parts = parts;
  }

  /** Tells that an execution has ended without its reply. */
  end(execId: ExecutionId, outcome: "cancelled" | "died" | "skipped", error?: ErrorOutput): void {
    this.#parts.order.tell({ type: "ended", execId, outcome, ...(error && { error }) });
  }

  /** Ends all that runs and waits. */
  endAll(error?: ErrorOutput): void {
    const { order, outputs } = this.#parts;
    outputs.flush();
    for (const { id, state } of order.state.executions)
      if (state === "queued") this.end(id, "cancelled");
    for (const { id } of order.state.executions) this.end(id, "cancelled", error);
  }

  /** The kernel has died: what ran shows why, what waited is skipped. */
  died(death: KernelDeath): void {
    const { order, outputs, volatile, memory } = this.#parts;
    outputs.flush();
    for (const { id, state } of order.state.executions)
      if (state === "queued") this.end(id, "skipped");
    for (const { id, cellId } of order.state.executions) {
      const bar = volatile.progress.at(-1);
      outputs.end({ execId: id, cellId });
      const facts = [bar && progressText(bar), memory.text()].filter((text) => text !== undefined);
      if (goesOnByItself(death)) this.#crashed.add(id);
      this.end(id, "died", deathOutput(death, facts));
    }
    volatile.takeProgress(() => true);
  }

  /** An execution has ended, however: gives back its leases and closes what it had open. */
  finished(execId: ExecutionId): void {
    const { leases, questions, runs, crashed, executed, order, onFault } = this.#parts;
    questions.close(execId);
    leases.release(execId);
    const ran = order.state.cells.find(({ run }) => run.execId === execId)?.run;
    if (ran?.startedAt && ran.endedAt)
      executed.took(executionNumber(execId), ran.endedAt - ran.startedAt);
    const isCrashed = this.#crashed.delete(execId);
    runs.executionEnded(execId).then((left) => {
      if (isCrashed) crashed(left);
    }, onFault);
  }
}
