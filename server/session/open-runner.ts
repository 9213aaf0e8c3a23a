import type { KernelHandover } from "../../kernels/protocol/index.ts";
import { deathText } from "../kernel/kernel-death.ts";
import type { Kernels } from "../kernel/kernels.ts";
import type { LockDriver } from "../locks/lock-driver.ts";
import type { OutputFiles } from "../outputs/output-files.ts";
import type { CheckpointStore } from "../runs/checkpoint-store.ts";
import type { NotebookRuns } from "../runs/notebook-runs.ts";
import { PreludeRuns } from "../runs/prelude-runs.ts";
import type { RunRecord } from "../runs/run-record.ts";
import type { Executed } from "../variables/executed.ts";
import type { ExecutedHistory } from "../variables/executed-history.ts";
import type { VariableStore } from "../variables/variable-store.ts";
import { Endings } from "./endings.ts";
import { voidCause } from "./kernel/death.ts";
import { ExecutionLeases } from "./kernel/execution-leases.ts";
import { MemoryCurve } from "./kernel/memory-curve.ts";
import { NotebookKernel } from "./kernel/notebook-kernel.ts";
import type { Order } from "./order/order.ts";
import { CellOutputs } from "./output/cell-outputs.ts";
import { Questions } from "./questions/questions.ts";
import { KernelVariables } from "./restore/kernel-variables.ts";
import { Prelude } from "./restore/prelude.ts";
import { variableCalls } from "./restore/variable-offers.ts";
import { Runner } from "./runner.ts";
import type { VolatileState } from "./volatile.ts";

/** What the executions of a notebook need of the server and of their notebook. */
export interface RunnerFacts {
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

/** Puts together what runs the executions of a notebook: each part knows those above it in this list. */
export function openRunner(facts: RunnerFacts): Runner {
  const { order, runs, executed, volatile, onFault } = facts;
  const { notebookId } = order.state;
  const kernel = new NotebookKernel(facts);
  const outputs = new CellOutputs(facts, kernel.origin, kernel);
  const memory = new MemoryCurve();
  const leases = new ExecutionLeases(facts.locks, notebookId, {
    end: (execId, reason) => runner.toldToEnd(execId, reason),
    voided: (_, reason) => kernel.kill(voidCause(reason)),
    onFault,
  });
  const questions = new Questions({
    tell: (question) => volatile.setQuestion(question),
    isAttended: () => volatile.isAttended,
    sign: () => leases.sign(),
    reply: (execId, n, value) => kernel.replyInput(execId, n, value),
    onFault,
  });
  const answerers = { leases, runs, variables: variableCalls(facts.variables, order) };
  const runsOf = (again: Executed): PreludeRuns =>
    new PreludeRuns(facts.checkpoints, notebookId, again);
  const prelude = new Prelude({ ...facts, kernel, answerers, runsOf });
  const variables = new KernelVariables({ ...facts, store: facts.variables, kernel, prelude });
  const endings = new Endings({ ...facts, executed, leases, questions, outputs, memory });
  const own = { kernel, leases, outputs, memory, questions, answerers, prelude };
  const runner = new Runner({ ...facts, ...own, variables, endings });
  kernel.listen({
    heartbeat: (cpuMs, rssBytes) => {
      leases.heartbeat(cpuMs);
      memory.add(rssBytes, Date.now());
    },
    progress: (_, bars) => {
      leases.sign();
      for (const bar of bars) volatile.setProgress(bar);
    },
    raw: (name, text) => outputs.raw(name, text),
    died: (death) => {
      const { generation } = order.state.kernel;
      order.tell({ type: "kernel", status: "dead", generation, detail: deathText(death) });
      endings.died(death);
      variables.offer();
    },
  });
  return runner;
}
