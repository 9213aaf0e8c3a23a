import {
  type ErrorOutput,
  type Execution,
  type ExecutionId,
  executionNumber,
  isExecutionMessage,
  type JsonObject,
  type JupyterMessage,
  makeMessage,
  progressText,
} from "../../kernels/protocol/index.ts";
import type { Chunks } from "../chunks/arriving-chunks.ts";
import type { Kernel } from "../kernel/kernel.ts";
import { deathText, goesOnByItself, type KernelDeath } from "../kernel/kernel-death.ts";
import type { EndReason } from "../locks/lock-state.ts";
import { PreludeRuns } from "../runs/prelude-runs.ts";
import type { RunCalls } from "../runs/run-calls.ts";
import { deathOutput, endText, restartOutput, startError, voidCause } from "./kernel/death.ts";
import { executeRequest } from "./kernel/execute-request.ts";
import { ExecutionLeases } from "./kernel/execution-leases.ts";
import { KernelLink } from "./kernel/kernel-link.ts";
import { type Answerers, replyToKernel } from "./kernel/kernel-requests.ts";
import { MemoryCurve } from "./kernel/memory-curve.ts";
import { CellOutputs, type Speaker } from "./output/cell-outputs.ts";
import { chosenSample } from "./output/message-facts.ts";
import { Questions } from "./questions/questions.ts";
import { KernelVariables } from "./restore/kernel-variables.ts";
import { Prelude } from "./restore/prelude.ts";
import type { RunnerParts } from "./runner-parts.ts";

/** How long a kernel may take to save all of its variables before it is ended, in ms. */
const SAVE_ALL_MS = 60_000;

/** Runs what the order accepted: the lease first, then the kernel; always gives the lease back. */
export class Runner {
  readonly questions: Questions;
  readonly variables: KernelVariables;
  readonly #parts: RunnerParts;
  readonly #link: KernelLink;
  readonly #leases: ExecutionLeases;
  readonly #origin: { session: string; username: string };
  readonly #prelude: Prelude;
  readonly #memory = new MemoryCurve();
  readonly #crashed = new Set<ExecutionId>();
  readonly #outputs: CellOutputs;
  #cells = new Map<number, Speaker>();

  constructor(parts: RunnerParts) {
    this.#parts = parts;
    const { notebookId, kernel } = parts.order.state;
    this.#origin = { session: notebookId, username: "holdfast" };
    this.#outputs = new CellOutputs(parts, this.#origin, {
      pause: () => this.#link.pause(),
      resume: () => this.#link.resume(),
    });
    this.#leases = new ExecutionLeases(parts.locks, notebookId, {
      end: (execId, reason) => this.#toldToEnd(execId, reason),
      voided: (_, reason) => this.#link.kill(voidCause(reason)),
      onFault: parts.onFault,
    });
    this.questions = new Questions({
      tell: (question) => parts.volatile.setQuestion(question),
      isAttended: () => parts.volatile.isAttended,
      sign: () => this.#leases.sign(),
      reply: (execId, n, value) => this.#link.replyInput(executionNumber(execId), n, value),
      onFault: parts.onFault,
    });
    this.variables = new KernelVariables({
      store: parts.variables,
      executed: parts.executed,
      order: parts.order,
      kernel: () => this.#link.kernel(),
      prelude: () => this.#prelude,
      onFault: parts.onFault,
    });
    this.#prelude = new Prelude({
      origin: this.#origin,
      executed: parts.executed,
      variables: parts.variables,
      answerers: (runs) => this.#answerers(runs),
      runsOf: (executed) => new PreludeRuns(parts.checkpoints, notebookId, executed),
      restored: (...came) => this.variables.cameBack(...came),
      onFault: parts.onFault,
    });
    this.#link = new KernelLink(parts.kernels, {
      handover: parts.handover,
      generation: kernel.generation,
      events: {
        status: (status, generation, detail) =>
          parts.order.tell({
            type: "kernel",
            status,
            generation,
            ...(detail !== undefined && { detail }),
          }),
        message: (message, execution, chunks) => this.#message(message, execution, chunks),
        heartbeat: (cpuMs, rssBytes) => {
          this.#leases.heartbeat(cpuMs);
          this.#memory.add(rssBytes, Date.now());
        },
        progress: (_, bars) => {
          this.#leases.sign();
          for (const bar of bars) parts.volatile.setProgress(bar);
        },
        raw: (name, text) => this.#outputs.raw(name, text),
        died: (death) => this.#died(death),
        fault: parts.onFault,
      },
    });
  }

  /** Waits for the lease of the notebook's kernel, then runs. */
  async enqueue(execution: Execution, windowId: string | null): Promise<void> {
    try {
      if (await this.#leases.acquire(execution, windowId)) await this.#start(execution);
    } catch (error) {
      this.#end(execution.id, "died", startError(error));
    }
  }

  /** It gave its kernel to something urgent: waits for it again, then runs again, from its checkpoint. */
  async requeue(execution: Execution): Promise<void> {
    try {
      if (await this.#leases.requeue(execution.id)) await this.#start(execution);
    } catch (error) {
      this.#end(execution.id, "died", startError(error));
    }
  }

  /** Asks the kernel, when there is one, something that is no execution; gives the content of its reply. */
  async ask(type: string, content: object, ms: number): Promise<JsonObject | undefined> {
    const question = makeMessage(this.#origin, "shell", type, content as JsonObject);
    return (await this.#link.ask(question, ms))?.content as JsonObject | undefined;
  }

  dequeue(execId: ExecutionId): void {
    this.finished(execId);
  }

  interrupt(execId: ExecutionId): void {
    const { order, onFault } = this.#parts;
    const isRunning = (): boolean => order.state.executions.some(({ id }) => id === execId);
    const n = this.#prelude.running ?? executionNumber(execId);
    this.#link.interrupt(n, isRunning).catch(onFault);
  }

  /** Stops an execution that runs, and says why under its cell. */
  stop(execId: ExecutionId, why: string): void {
    this.#outputs.raw("stderr", `${why}\n`);
    this.interrupt(execId);
  }

  /** Gives back the leases of an execution that has ended, however it ended. */
  finished(execId: ExecutionId): void {
    this.questions.close(execId);
    this.#leases.release(execId);
    const { runs, crashed, executed, order, onFault } = this.#parts;
    const ran = order.state.cells.find(({ run }) => run.execId === execId)?.run;
    if (ran?.startedAt && ran.endedAt)
      executed.took(executionNumber(execId), ran.endedAt - ran.startedAt);
    const isCrashed = this.#crashed.delete(execId);
    runs.executionEnded(execId).then((left) => {
      if (isCrashed) crashed(left);
    }, onFault);
  }

  async restart(): Promise<void> {
    this.#endAll(restartOutput);
    await this.variables.forget(true); // who restarts wants to begin anew
    await this.#link.restart();
  }

  /** Saves all variables and ends the kernel when nothing runs in it; false when it is in use. */
  async endIdle(): Promise<boolean> {
    const { order } = this.#parts;
    await this.ask("holdfast_save_request", {}, SAVE_ALL_MS);
    if (order.state.executions.length > 0) return false;
    await this.#link.end("idle");
    return true;
  }

  async close(): Promise<void> {
    this.#endAll();
    await this.#link.close();
    await this.#outputs.flushed();
  }

  #endAll(error?: ErrorOutput): void {
    this.#outputs.flush();
    for (const { id, state } of this.#parts.order.state.executions)
      if (state === "queued") this.#end(id, "cancelled");
    for (const { id } of this.#parts.order.state.executions) this.#end(id, "cancelled", error);
  }

  async #start(execution: Execution): Promise<void> {
    const kernel = await this.#leases.whileStarting(this.#link.kernel());
    const { order } = this.#parts;
    const { id: execId, cellId } = execution;
    await this.variables.settled;
    await this.#outputs.begin({ execId, cellId });
    if (!order.state.executions.some(({ id }) => id === execution.id)) {
      this.finished(execution.id);
      return;
    }
    this.#memory.clear();
    order.tell({ type: "started", execId: execution.id });
    if (!(await this.#isReady(kernel, execution))) return;
    const n = executionNumber(execution.id);
    this.#cells.set(n, { execId: execution.id, cellId: execution.cellId });
    const { executionCount, cells } = order.state;
    const cell = cells.find(({ id }) => id === cellId);
    const { canAsk = true, sample = cell && chosenSample(cell) } = this.#parts;
    const facts = { executionCount, canAsk, sample };
    kernel.send(executeRequest(this.#origin, execution, facts), n);
  }

  /** Binds a message to its execution; while it runs, its lease must be the newest (I3). */
  #message(message: JupyterMessage, n: number, chunks: Chunks): void {
    if (this.#prelude.take(message, n, chunks)) return;
    const cell = this.#cells.get(n);
    if (!cell || !this.#leases.isCurrent(cell.execId)) return;
    const { msg_type } = message.header;
    const isRunning = this.#parts.order.state.executions.some(({ id }) => id === cell.execId);
    if (msg_type === "input_request" && isRunning) this.questions.ask(cell, message);
    if (msg_type === "holdfast_request")
      this.#answer(cell.execId, { message, n, chunks }).catch(this.#parts.onFault);
    if (msg_type === "holdfast_cell") this.#prelude.note(this.#parts.order.state, n, message);
    if (!isExecutionMessage(message)) return;
    this.#leases.sign();
    if (
      msg_type === "execute_input" ||
      (msg_type === "status" &&
        (message.content as { execution_state: string }).execution_state !== "idle")
    )
      return;
    this.#outputs.take(cell, message);
  }

  #died(death: KernelDeath): void {
    this.#outputs.flush();
    const { order, volatile } = this.#parts;
    order.tell({
      type: "kernel",
      status: "dead",
      generation: order.state.kernel.generation,
      detail: deathText(death),
    });
    for (const { id, state } of order.state.executions)
      if (state === "queued") this.#end(id, "skipped");
    for (const { id, cellId } of order.state.executions) {
      const bar = volatile.progress.at(-1);
      this.#outputs.end({ execId: id, cellId });
      const facts = [bar && progressText(bar), this.#memory.text()].filter((text) => text);
      if (goesOnByItself(death)) this.#crashed.add(id);
      this.#end(id, "died", deathOutput(death, facts as string[]));
    }
    volatile.takeProgress(() => true);
    this.#cells = new Map();
    this.variables.offer();
  }

  #end(execId: ExecutionId, outcome: "cancelled" | "died" | "skipped", error?: ErrorOutput): void {
    this.#parts.order.tell({ type: "ended", execId, outcome, ...(error && { error }) });
    this.finished(execId);
  }

  /** A lease has to end: the cell is told why, then stopped; it is killed when it does not stop. */
  #toldToEnd(execId: ExecutionId, reason: EndReason): void {
    const running = this.#parts.order.state.executions.find(({ id }) => id === execId);
    if (!running) return;
    if (reason === "preempt") this.#link.preempt(executionNumber(execId));
    else this.stop(execId, endText(reason));
  }

  /** A run that goes on in a new kernel first gets back what its cell needs; false when it cannot go on. */
  async #isReady(kernel: Kernel, execution: Execution): Promise<boolean> {
    const { order } = this.#parts;
    const failed = await this.#prelude.bringBack(kernel, execution, order.state);
    if (!order.state.executions.some(({ id }) => id === execution.id)) return false;
    if (failed) this.#end(execution.id, failed.outcome, failed.error);
    return failed === undefined;
  }

  async #answer(
    execId: ExecutionId,
    asked: { message: JupyterMessage; n: number; chunks: Chunks },
  ): Promise<void> {
    const kernel = await this.#link.current;
    const answerers = this.#answerers(this.#parts.runs);
    if (kernel) await replyToKernel(kernel, asked, { answerers, execId, origin: this.#origin });
  }

  #answerers(runs: RunCalls = this.#parts.runs): Answerers {
    return { leases: this.#leases, runs, variables: this.variables.calls };
  }
}
