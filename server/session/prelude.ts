import {
  type ErrorOutput,
  type Execution,
  executionNumber,
  INTERRUPTED,
  type Json,
  type JsonObject,
  type JupyterMessage,
  type MessageOrigin,
  makeMessage,
  type NotebookState,
} from "../../kernels/protocol/index.ts";
import type { Kernel } from "../kernel/kernel.ts";
import { type Executed, preludeOf } from "../runs/executed.ts";
import type { ExecutedHistory } from "../runs/executed-history.ts";
import { preludeError } from "./death.ts";
import { silentRequest } from "./execute-request.ts";
import { isTextList } from "./message-facts.ts";

/** Numbers of executions that run again silently: above all that people start. */
const FIRST = 0x8000_0000;

/** Why a cell could not go on. */
export interface PreludeFailure {
  readonly outcome: "cancelled" | "died";
  readonly error: ErrorOutput;
}

/** Answers what an execution that runs again asks of the server, on behalf of the one that goes on. */
export type AnswerSilently = (
  executed: Executed,
  goesOn: Execution,
  message: JupyterMessage,
) => Promise<JsonObject>;

interface Running {
  readonly n: number;
  readonly done: (reply: JsonObject) => void;
  readonly answer: (message: JupyterMessage) => Promise<void>;
}

/** Runs executions again in a new kernel, without showing what they say, before a cell goes on. */
export class Prelude {
  readonly #origin: MessageOrigin;
  readonly #executed: ExecutedHistory;
  readonly #answer: AnswerSilently;
  #next = FIRST;
  #running: Running | undefined;

  constructor(origin: MessageOrigin, executed: ExecutedHistory, answer: AnswerSilently) {
    this.#origin = origin;
    this.#executed = executed;
    this.#answer = answer;
  }

  /** The execution that runs now, for a stop. */
  get running(): number | undefined {
    return this.#running?.n;
  }

  /** Before a run goes on in a new kernel, runs again what its cell needs of earlier ones. */
  async bringBack(
    kernel: Kernel,
    goesOn: Execution,
    state: NotebookState,
  ): Promise<PreludeFailure | undefined> {
    const { cellId, source } = goesOn;
    const cell = state.cells.find(({ id }) => id === cellId);
    if (!cell?.run.resumable) return undefined;
    const { generation } = state.kernel;
    const prelude = preludeOf(this.#executed.all, { cellId, source, generation });
    for (const execution of prelude) {
      const reply = await Promise.race([this.#execute(kernel, execution, goesOn), kernel.died]);
      this.#running = undefined;
      if ("status" in reply && reply.status === "ok") continue;
      const { ename = "KernelDied", evalue = "it died" } = reply as { ename?: Json; evalue?: Json };
      const place = state.cells.findIndex(({ id }) => id === execution.cellId) + 1;
      return {
        outcome: ename === INTERRUPTED ? "cancelled" : "died",
        error: preludeError(place, { ename: String(ename), evalue: String(evalue) }),
      };
    }
    this.#executed.moved(prelude, generation);
    return undefined;
  }

  /** Remembers what a cell does with names, as the kernel told it. */
  note({ executions, kernel }: NotebookState, n: number, { content }: JupyterMessage): void {
    const { declares, mentions } = content as { declares?: unknown; mentions?: unknown };
    const execution = executions.find(({ id }) => executionNumber(id) === n);
    if (!execution || !isTextList(declares) || !isTextList(mentions)) return;
    const { cellId, source } = execution;
    this.#executed.add({ n, cellId, source, generation: kernel.generation, declares, mentions });
  }

  /** Takes a message of a kernel; false when it is no prelude's. */
  take(message: JupyterMessage, n: number): boolean {
    if (n < FIRST) return false;
    if (n !== this.#running?.n) return true;
    if (message.header.msg_type === "execute_reply")
      this.#running.done(message.content as unknown as JsonObject);
    if (message.header.msg_type === "holdfast_request") void this.#running.answer(message);
    return true;
  }

  #execute(kernel: Kernel, executed: Executed, goesOn: Execution): Promise<JsonObject> {
    const n = this.#next++;
    const answer = async (message: JupyterMessage): Promise<void> => {
      const content = await this.#answer(executed, goesOn, message);
      kernel.send(makeMessage(this.#origin, "shell", "holdfast_reply", content, message.header), n);
    };
    return new Promise((done) => {
      this.#running = { n, done, answer };
      kernel.send(silentRequest(this.#origin, executed.source), n);
    });
  }
}
