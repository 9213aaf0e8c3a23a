import {
  type ErrorOutput,
  type Execution,
  executionNumber,
  INTERRUPTED,
  type Json,
  type JsonObject,
  type JupyterMessage,
  type MessageOrigin,
  type NotebookState,
} from "../../kernels/protocol/index.ts";
import type { Kernel } from "../kernel/kernel.ts";
import { preludeOf } from "../runs/executed.ts";
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

/** Runs executions again in a new kernel, without showing what they say, before a cell goes on. */
export class Prelude {
  readonly #origin: MessageOrigin;
  readonly #executed: ExecutedHistory;
  #next = FIRST;
  #running: { readonly n: number; readonly done: (reply: JsonObject) => void } | undefined;

  constructor(origin: MessageOrigin, executed: ExecutedHistory) {
    this.#origin = origin;
    this.#executed = executed;
  }

  /** The execution that runs now, for a stop. */
  get running(): number | undefined {
    return this.#running?.n;
  }

  /** Before a run goes on in a new kernel, runs again what its cell needs of earlier ones. */
  async bringBack(
    kernel: Kernel,
    { cellId, source }: Execution,
    state: NotebookState,
  ): Promise<PreludeFailure | undefined> {
    const cell = state.cells.find(({ id }) => id === cellId);
    if (!cell?.run.resumable) return undefined;
    const { generation } = state.kernel;
    const prelude = preludeOf(this.#executed.all, { cellId, source, generation });
    for (const execution of prelude) {
      const reply = await Promise.race([this.#execute(kernel, execution.source), kernel.died]);
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
    if (n === this.#running?.n && message.header.msg_type === "execute_reply")
      this.#running.done(message.content as unknown as JsonObject);
    return true;
  }

  #execute(kernel: Kernel, code: string): Promise<JsonObject> {
    const n = this.#next++;
    return new Promise((done) => {
      this.#running = { n, done };
      kernel.send(silentRequest(this.#origin, code), n);
    });
  }
}
