import {
  type ErrorOutput,
  type Execution,
  type ExecutionId,
  type ExecutionMessage,
  executionNumber,
  isExecutionMessage,
  type JsonObject,
  type JupyterMessage,
  makeMessage,
  progressText,
  type ServerOperation,
} from "../../kernels/protocol/index.ts";
import type { Kernel, KernelDeath } from "../kernel/kernel.ts";
import type { EndReason } from "../locks/lock-state.ts";
import { ExecutionOutputs } from "../outputs/execution-outputs.ts";
import type { Said } from "../outputs/output-limits.ts";
import { isCrash } from "./auto-resume.ts";
import { Backlog } from "./backlog.ts";
import { deathOutput, deathText, endText, restartOutput, startError, voidText } from "./death.ts";
import { executeRequest } from "./execute-request.ts";
import { ExecutionLeases } from "./execution-leases.ts";
import { HeldUpdates } from "./held-updates.ts";
import { KernelLink } from "./kernel-link.ts";
import { answerKernel, silentAnswerers } from "./kernel-requests.ts";
import { MemoryCurve } from "./memory-curve.ts";
import { barUpdate, shownBars, sizeOf } from "./message-facts.ts";
import { Prelude } from "./prelude.ts";
import { Questions } from "./questions.ts";
import type { RunnerParts } from "./runner-parts.ts";

/** Runs what the order accepted: the lease first, then the kernel; always gives the lease back. */
export class Runner {
  readonly questions: Questions;
  readonly #parts: RunnerParts;
  readonly #link: KernelLink;
  readonly #leases: ExecutionLeases;
  readonly #origin: { session: string; username: string };
  readonly #prelude: Prelude;
  readonly #memory = new MemoryCurve();
  readonly #held = new HeldUpdates((cell, message) => this.#say(cell, message));
  readonly #crashed = new Set<ExecutionId>();
  readonly #outputs: ExecutionOutputs;
  #cells = new Map<number, { execId: ExecutionId; cellId: string }>();
  readonly #backlog: Backlog;

  constructor(parts: RunnerParts) {
    this.#parts = parts;
    const { notebookId, kernel } = parts.order.state;
    this.#outputs = new ExecutionOutputs(parts.outputs, (cell, said) => this.#put(cell, said));
    this.#leases = new ExecutionLeases(parts.locks, notebookId, {
      end: (execId, reason) => this.#toldToEnd(execId, reason),
      voided: (_, reason) => this.#link.kill(voidText(reason)),
    });
    this.questions = new Questions({
      tell: (question) => parts.volatile.setQuestion(question),
      isAttended: () => parts.volatile.isAttended,
      sign: () => this.#leases.sign(),
      reply: (execId, n, value) => this.#link.replyInput(executionNumber(execId), n, value),
    });
    this.#backlog = new Backlog(
      { pause: () => this.#link.pause(), resume: () => this.#link.resume() },
      parts.onFault,
    );
    this.#origin = { session: notebookId, username: "holdfast" };
    this.#prelude = new Prelude(this.#origin, parts.executed, (executed, { id }, message) =>
      answerKernel(silentAnswerers(this.#leases, parts.silentRuns, executed), id, message),
    );
    this.#link = new KernelLink(parts.kernels, {
      handover: parts.handover,
      generation: kernel.generation,
      events: {
        status: (status, generation, detail) =>
          this.#tell({
            type: "kernel",
            status,
            generation,
            ...(detail !== undefined && { detail }),
          }),
        message: (message, execution) => this.#message(message, execution),
        heartbeat: (cpuMs, rssBytes) => {
          this.#leases.heartbeat(cpuMs);
          this.#memory.add(rssBytes, Date.now());
        },
        progress: (_, bars) => {
          this.#leases.sign();
          for (const bar of bars) parts.volatile.setProgress(bar);
        },
        chunk: (n, hash, bytes) => {
          if (this.#cells.has(n)) parts.runs.takeChunk(hash, bytes);
        },
        raw: (name, text) => this.#raw(name, text),
        died: (death) => this.#died(death),
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

  /** Gives back the leases of an execution that has ended, however it ended. */
  finished(execId: ExecutionId): void {
    this.questions.close(execId);
    this.#leases.release(execId);
    const { runs, crashed, onFault } = this.#parts;
    const isCrashed = this.#crashed.delete(execId);
    runs.executionEnded(execId).then((left) => {
      if (isCrashed) crashed(left);
    }, onFault);
  }

  async restart(): Promise<void> {
    this.#endAll(restartOutput);
    await this.#link.restart();
  }

  async close(): Promise<void> {
    this.#endAll();
    await this.#link.close();
    await this.#outputs.flushed();
  }

  #endAll(error?: ErrorOutput): void {
    this.#held.flush();
    for (const { id, state } of this.#parts.order.state.executions)
      if (state === "queued") this.#end(id, "cancelled");
    for (const { id } of this.#parts.order.state.executions) this.#end(id, "cancelled", error);
  }

  async #start(execution: Execution): Promise<void> {
    const kernel = await this.#leases.whileStarting(this.#link.kernel());
    const { order } = this.#parts;
    const { id: execId, cellId } = execution;
    const shown = order.state.cells.find(({ id }) => id === cellId)?.run.execId ?? null;
    await this.#outputs.begin({ execId, cellId }, shown);
    if (!order.state.executions.some(({ id }) => id === execution.id)) {
      this.finished(execution.id);
      return;
    }
    this.#memory.clear();
    this.#tell({ type: "started", execId: execution.id });
    if (!(await this.#isReady(kernel, execution))) return;
    const n = executionNumber(execution.id);
    this.#cells.set(n, { execId: execution.id, cellId: execution.cellId });
    const { executionCount } = order.state;
    const facts = { executionCount, canAsk: this.#parts.canAsk ?? true };
    kernel.send(executeRequest(this.#origin, execution, facts), n);
  }

  /** Binds a message to its execution; while it runs, its lease must be the newest (I3). */
  #message(message: JupyterMessage, n: number): void {
    if (this.#prelude.take(message, n)) return;
    const cell = this.#cells.get(n);
    if (!cell || !this.#leases.isCurrent(cell.execId)) return;
    const { msg_type } = message.header;
    const isRunning = this.#parts.order.state.executions.some(({ id }) => id === cell.execId);
    if (msg_type === "input_request" && isRunning) this.questions.ask(cell, message);
    if (msg_type === "holdfast_request") void this.#answer(cell.execId, message, n);
    if (msg_type === "holdfast_cell") this.#prelude.note(this.#parts.order.state, n, message);
    if (!isExecutionMessage(message)) return;
    this.#leases.sign();
    if (
      msg_type === "execute_input" ||
      (msg_type === "status" &&
        (message.content as { execution_state: string }).execution_state !== "idle")
    )
      return;
    if (msg_type === "update_display_data") {
      this.#held.hold(cell, message);
      return;
    }
    this.#held.flush();
    if (msg_type === "execute_reply") {
      this.#takeBars(cell);
      this.#outputs.ended(cell.cellId);
    }
    this.#say(cell, message);
  }

  /** Says what the cell's limits leave of a message; the rest goes into its full output. */
  #say(cell: { execId: ExecutionId; cellId: string }, message: ExecutionMessage): void {
    const { say, hidden } = this.#outputs.take(cell, {
      message,
      characters: sizeOf(message),
    });
    for (const said of say) this.#put(cell, said);
    if (hidden) this.#backlog.add(hidden.characters, hidden.written);
  }

  #put(cell: { execId: ExecutionId; cellId: string }, { message, characters }: Said): void {
    const { order, perform } = this.#parts;
    const result = order.say(cell.execId, cell.cellId, message, characters);
    if (!result.ok) return;
    this.#backlog.add(characters, result.written);
    perform(result.actions);
  }

  /** The newest values of the bars of an execution go into the order before its end, unless the kernel said newer ones. */
  #takeBars(cell: { execId: ExecutionId; cellId: string }): void {
    const { order, volatile } = this.#parts;
    const shown = shownBars(order.state.cells.find(({ id }) => id === cell.cellId)?.outputs ?? []);
    for (const bar of volatile.takeProgress(({ id }) => shown.has(id))) {
      if (bar.updatedAt > shown.get(bar.id)!.updatedAt)
        this.#say(cell, barUpdate(bar, this.#origin));
    }
  }

  #raw(name: "stdout" | "stderr", text: string): void {
    this.#held.flush();
    const running = this.#parts.order.state.executions.find(({ state }) => state === "running");
    if (running)
      this.#say(
        { execId: running.id, cellId: running.cellId },
        makeMessage<ExecutionMessage>(this.#origin, "iopub", "stream", { name, text } as never),
      );
  }

  #died(death: KernelDeath): void {
    this.#held.flush();
    const { order, volatile } = this.#parts;
    this.#tell({
      type: "kernel",
      status: "dead",
      generation: order.state.kernel.generation,
      detail: deathText(death),
    });
    for (const { id, state } of order.state.executions)
      if (state === "queued") this.#end(id, "skipped");
    for (const { id, cellId } of order.state.executions) {
      const bar = volatile.progress.at(-1);
      this.#takeBars({ execId: id, cellId });
      this.#outputs.ended(cellId);
      const facts = [bar && progressText(bar), this.#memory.text()].filter((text) => text);
      if (isCrash(death)) this.#crashed.add(id);
      this.#end(id, "died", deathOutput(death, facts as string[]));
    }
    volatile.takeProgress(() => true);
    this.#cells = new Map();
  }

  #end(execId: ExecutionId, outcome: "cancelled" | "died" | "skipped", error?: ErrorOutput): void {
    this.#tell({ type: "ended", execId, outcome, ...(error && { error }) });
    this.finished(execId);
  }

  /** A lease has to end: the cell is told why, then stopped; it is killed when it does not stop. */
  #toldToEnd(execId: ExecutionId, reason: EndReason): void {
    const running = this.#parts.order.state.executions.find(({ id }) => id === execId);
    if (!running) return;
    this.#raw("stderr", `${endText(reason)}\n`);
    this.interrupt(execId);
  }

  /** A run that goes on in a new kernel first gets back what its cell needs; false when it cannot go on. */
  async #isReady(kernel: Kernel, execution: Execution): Promise<boolean> {
    const { order } = this.#parts;
    const failed = await this.#prelude.bringBack(kernel, execution, order.state);
    if (!order.state.executions.some(({ id }) => id === execution.id)) return false;
    if (failed) this.#end(execution.id, failed.outcome, failed.error);
    return failed === undefined;
  }

  async #answer(execId: ExecutionId, message: JupyterMessage, n: number): Promise<void> {
    const kernel = this.#link.current;
    const { runs } = this.#parts;
    const content = await answerKernel({ leases: this.#leases, runs }, execId, message);
    const reply = makeMessage(this.#origin, "shell", "holdfast_reply", content, message.header);
    (await kernel)?.send(reply, n);
  }

  #tell(op: ServerOperation): void {
    const result = this.#parts.order.operate(op, { id: "server", by: "holdfast" });
    if (!result.ok) return;
    result.written.catch(this.#parts.onFault);
    this.#parts.perform(result.actions);
  }
}
