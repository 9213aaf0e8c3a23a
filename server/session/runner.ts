import {
  type Answer,
  type Execution,
  type ExecutionId,
  executionNumber,
  isExecutionMessage,
  type JsonObject,
} from "../../kernels/protocol/index.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { EndReason } from "../locks/lock-state.ts";
import type { Endings } from "./endings.ts";
import { endText, restartOutput, startError } from "./kernel/death.ts";
import { executeRequest } from "./kernel/execute-request.ts";
import type { ExecutionLeases } from "./kernel/execution-leases.ts";
import type { Answerers, Heard } from "./kernel/kernel-requests.ts";
import type { MemoryCurve } from "./kernel/memory-curve.ts";
import type { NotebookKernel } from "./kernel/notebook-kernel.ts";
import type { Order } from "./order/order.ts";
import type { CellOutputs, Speaker } from "./output/cell-outputs.ts";
import { chosenSample } from "./output/message-facts.ts";
import type { Questions } from "./questions/questions.ts";
import type { KernelVariables } from "./restore/kernel-variables.ts";
import type { Prelude, PreludeFailure } from "./restore/prelude.ts";

/** How long a kernel may take to save all of its variables before it is ended, in ms. */
const SAVE_ALL_MS = 60_000;
/** And before it is replaced because somebody asked, in ms: what was saved after the cells counts then. */
const SAVE_FIRST_MS = 3_000;

export interface RunnerParts {
  readonly order: Order;
  readonly kernel: NotebookKernel;
  readonly leases: ExecutionLeases;
  readonly outputs: CellOutputs;
  readonly memory: MemoryCurve;
  readonly questions: Questions;
  /** Who answers what a cell asks of the server. */
  readonly answerers: Answerers;
  readonly prelude: Prelude;
  readonly variables: KernelVariables;
  readonly endings: Endings;
  /** Whether cells may ask a person; default true. */
  readonly canAsk?: boolean | undefined;
  /** The sample of every map, whatever its cell chose. */
  readonly sample?: string | undefined;
  readonly onFault: (error: unknown) => void;
}

/** Runs what the order accepted: the lease first, then what the cell needs, then the cell. */
export class Runner {
  readonly #parts: RunnerParts;

  constructor(parts: RunnerParts) {
    this.#parts = parts;
  }

  get variables(): KernelVariables {
    return this.#parts.variables;
  }

  /** Waits for the lease of the notebook's kernel, then runs. */
  enqueue(execution: Execution, windowId: string | null): Promise<void> {
    return this.#runWith(execution, this.#parts.leases.acquire(execution, windowId));
  }

  /** It gave its kernel to something urgent: waits for it again, then runs again, from its checkpoint. */
  requeue(execution: Execution): Promise<void> {
    return this.#runWith(execution, this.#parts.leases.requeue(execution.id));
  }

  /** An execution has ended, however. */
  finished(execId: ExecutionId): void {
    this.#parts.endings.finished(execId);
  }

  interrupt(execId: ExecutionId): void {
    this.#parts.kernel.interrupt(execId).catch(this.#parts.onFault);
  }

  /** Stops an execution that runs, and says why under its cell. */
  stop(execId: ExecutionId, why: string): void {
    this.#parts.outputs.raw("stderr", `${why}\n`);
    this.interrupt(execId);
  }

  /** A lease has to end: the cell is told why, then stopped; it is killed when it does not stop. */
  toldToEnd(execId: ExecutionId, reason: EndReason): void {
    if (!this.#isThere(execId)) return;
    if (reason === "preempt") this.#parts.kernel.preempt(execId);
    else this.stop(execId, endText(reason));
  }

  /** Answers what a cell asks a person; throws HF_INPUT_CLOSED when it does not ask that any more. */
  answer(answer: Answer): void {
    this.#parts.questions.answer(answer);
  }

  /** Asks the kernel, when there is one, something that is no execution; gives the content of its reply. */
  ask(type: string, content: object, ms: number): Promise<JsonObject | undefined> {
    return this.#parts.kernel.ask(type, content, ms);
  }

  /** Begins anew with a new kernel; what the old one had is offered, for who did not mean to. */
  async restart(): Promise<void> {
    const { order, endings, variables, kernel } = this.#parts;
    const isIdle = order.state.executions.length === 0;
    endings.endAll(restartOutput);
    await kernel.restart(isIdle ? SAVE_FIRST_MS : 0);
    variables.offer();
  }

  /** Brings back all variables of these cells in a new kernel, and makes anew what was not saved. */
  bringBack(cellIds: ReadonlySet<string>): Promise<PreludeFailure | undefined> {
    return this.#parts.variables.bringBack(cellIds);
  }

  /** Saves all variables and ends the kernel when nothing runs in it; false when it is in use. */
  async endIdle(): Promise<boolean> {
    const { order, kernel } = this.#parts;
    await kernel.ask("holdfast_save_request", {}, SAVE_ALL_MS);
    if (order.state.executions.length > 0) return false;
    await kernel.end("idle");
    return true;
  }

  async close(): Promise<void> {
    const { endings, kernel, outputs } = this.#parts;
    endings.endAll();
    await kernel.close();
    await outputs.flushed();
  }

  async #runWith(execution: Execution, lease: Promise<boolean>): Promise<void> {
    try {
      if (await lease) await this.#start(execution);
    } catch (error) {
      this.#parts.endings.end(execution.id, "died", startError(error));
    }
  }

  async #start(execution: Execution): Promise<void> {
    const { leases, variables, outputs, memory, order } = this.#parts;
    const { id: execId, cellId } = execution;
    const kernel = await leases.whileStarting(this.#parts.kernel.started());
    await variables.settled;
    await outputs.begin({ execId, cellId });
    if (!this.#isThere(execId)) return; // stopped meanwhile
    memory.clear();
    order.tell({ type: "started", execId });
    if (await this.#isReady(kernel, execution)) this.#send(kernel, execution);
  }

  /** A run that goes on in a new kernel first gets back what its cell needs; false when it cannot go on. */
  async #isReady(kernel: Kernel, execution: Execution): Promise<boolean> {
    const { prelude, order, endings } = this.#parts;
    const failed = await prelude.bringBack(kernel, execution, order.state);
    if (!this.#isThere(execution.id)) return false;
    if (failed) endings.end(execution.id, failed.outcome, failed.error);
    return failed === undefined;
  }

  #send(to: Kernel, execution: Execution): void {
    const { kernel, order } = this.#parts;
    const { id: execId, cellId } = execution;
    const { executionCount, cells } = order.state;
    const cell = cells.find(({ id }) => id === cellId);
    const { canAsk = true, sample = cell && chosenSample(cell) } = this.#parts;
    const request = executeRequest(kernel.origin, execution, { executionCount, canAsk, sample });
    const speaker = { execId, cellId };
    kernel.execute(to, request, executionNumber(execId), (heard) => this.#hear(speaker, heard));
  }

  /** Takes what an execution says; while it runs, its lease must be the newest (I3). */
  #hear(speaker: Speaker, heard: Heard): void {
    const { leases, questions, kernel, prelude, order, outputs, onFault } = this.#parts;
    const { execId } = speaker;
    if (!leases.isCurrent(execId)) return;
    const { message, n } = heard;
    const { msg_type } = message.header;
    if (msg_type === "input_request" && this.#isThere(execId)) questions.ask(speaker, message);
    if (msg_type === "holdfast_request")
      kernel.answer(heard, execId, this.#parts.answerers).catch(onFault);
    if (msg_type === "holdfast_cell") prelude.note(order.state, n, message);
    if (!isExecutionMessage(message)) return;
    leases.sign();
    const isBeginning =
      msg_type === "execute_input" ||
      (msg_type === "status" &&
        (message.content as { execution_state: string }).execution_state !== "idle");
    if (!isBeginning) outputs.take(speaker, message);
  }

  #isThere(execId: ExecutionId): boolean {
    return this.#parts.order.state.executions.some(({ id }) => id === execId);
  }
}
