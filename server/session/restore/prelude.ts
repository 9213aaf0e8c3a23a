import {
  type ErrorOutput,
  type Execution,
  type ExecutionId,
  executionNumber,
  INTERRUPTED,
  type JupyterMessage,
  type MissingVariable,
  type NotebookState,
  restoredNames,
} from "../../../kernels/protocol/index.ts";
import type { Kernel } from "../../kernel/kernel.ts";
import type { RunCalls } from "../../runs/run-calls.ts";
import {
  type Executed,
  type HeldVariables,
  preludeOf,
  remakeOf,
} from "../../variables/executed.ts";
import type { ExecutedHistory } from "../../variables/executed-history.ts";
import type { VariableStore } from "../../variables/variable-store.ts";
import { preludeError } from "../kernel/death.ts";
import type { Answerers } from "../kernel/kernel-requests.ts";
import type { NotebookKernel } from "../kernel/notebook-kernel.ts";
import type { Order } from "../order/order.ts";
import { isTextList } from "../output/message-facts.ts";
import { restored } from "./variable-offers.ts";

/** Why a cell could not go on. */
export interface PreludeFailure {
  readonly outcome: "cancelled" | "died";
  readonly error: ErrorOutput;
}

/** What came back of the variables, and the executions that need not run again for it. */
interface Restored {
  readonly held: HeldVariables;
  readonly covered: readonly Executed[];
}

export interface PreludeParts {
  readonly kernel: NotebookKernel;
  readonly order: Order;
  readonly executed: ExecutedHistory;
  readonly variables: VariableStore;
  /** Who answers what a cell asks that runs again silently. */
  readonly answerers: Answerers;
  /** The runs of such a cell. */
  readonly runsOf: (executed: Executed) => RunCalls;
}

/** Gives a new kernel what a cell needs before it goes on: saved variables, then cells that run again silently. */
export class Prelude {
  readonly #parts: PreludeParts;

  constructor(parts: PreludeParts) {
    this.#parts = parts;
  }

  /** Before a run goes on in a new kernel, brings back the variables, and runs again what its cell needs besides. */
  async bringBack(
    kernel: Kernel,
    { id, cellId, source }: Execution,
    state: NotebookState,
  ): Promise<PreludeFailure | undefined> {
    const cell = state.cells.find(({ id }) => id === cellId);
    if (!cell?.run.resumable) return undefined;
    const { generation } = state.kernel;
    const back = await this.#restore(kernel, id, generation);
    const { executed } = this.#parts;
    const prelude = preludeOf(executed.all, { cellId, source, generation }, back?.held);
    executed.moved(back?.covered ?? [], generation);
    for (const execution of prelude) {
      const failure = await this.#again(kernel, execution, { id, state });
      if (failure) return failure;
    }
    executed.moved(prelude, generation);
    return undefined;
  }

  /**
   * Brings back what the newest kernel before this one saved of its variables, if it did.
   *
   * @param remakes cells of which all variables are wanted: what made or changed those that do not come back runs again
   */
  async restore(
    kernel: Kernel,
    execId: ExecutionId,
    { state, remakes }: { readonly state: NotebookState; readonly remakes: ReadonlySet<string> },
  ): Promise<PreludeFailure | undefined> {
    const { generation } = state.kernel;
    const back = await this.#restore(kernel, execId, generation);
    const { executed } = this.#parts;
    const counting = executed.all.filter(({ cellId }) => remakes.has(cellId));
    const again = remakeOf(counting, generation, back?.held);
    executed.moved(back?.covered ?? [], generation);
    for (const execution of again) {
      const failure = await this.#again(kernel, execution, { id: execId, state });
      if (failure) return failure;
    }
    executed.moved(again, generation);
    return undefined;
  }

  async #restore(
    kernel: Kernel,
    execId: ExecutionId,
    generation: number,
  ): Promise<Restored | undefined> {
    const { variables, executed, answerers, order } = this.#parts;
    const kept = variables.before(generation);
    if (!kept) return undefined;
    const metadata = { restore: kept.snapshot as never };
    const asked = { code: "", metadata, answerers, execId };
    const { told } = await this.#parts.kernel.silently(kernel, asked);
    const came = told.holdfast_restored as unknown as
      | { readonly count: number; readonly missing: readonly MissingVariable[] }
      | undefined;
    if (!came) return undefined;
    const lacking = new Set(came.missing.map(({ name }) => name));
    const names = new Set(restoredNames(kept.snapshot).filter((name) => !lacking.has(name)));
    const { n } = kept.snapshot;
    // What declared them has run in this kernel, as it were.
    const covered = executed.all.filter(
      (e) =>
        e.generation === kept.generation && e.n <= n && !e.declares.some((d) => lacking.has(d)),
    );
    const held: HeldVariables = { names, generation: kept.generation, n };
    await variables.moved(kept.generation, generation);
    order.tell(restored(kept.snapshot, came, executed.all));
    return { held, covered };
  }

  /** Remembers what a cell does with names, as the kernel told it. */
  note({ executions, kernel }: NotebookState, n: number, { content }: JupyterMessage): void {
    const { declares, mentions } = content as { declares?: unknown; mentions?: unknown };
    const execution = executions.find(({ id }) => executionNumber(id) === n);
    if (!execution || !isTextList(declares) || !isTextList(mentions)) return;
    const { cellId, source } = execution;
    const { generation } = kernel;
    this.#parts.executed.add({ n, cellId, source, generation, declares, mentions });
  }

  async #again(
    kernel: Kernel,
    executed: Executed,
    goesOn: { readonly id: ExecutionId; readonly state: NotebookState },
  ): Promise<PreludeFailure | undefined> {
    const { answerers, runsOf } = this.#parts;
    const { cellId, source, n } = executed;
    const { reply } = await this.#parts.kernel.silently(kernel, {
      code: source,
      metadata: { as: n },
      answerers: { ...answerers, runs: runsOf(executed) },
      execId: goesOn.id,
    });
    if (reply.status === "ok") return undefined;
    const { ename = "KernelDied", evalue = "it died" } = reply;
    const place = goesOn.state.cells.findIndex(({ id }) => id === cellId) + 1;
    return {
      outcome: ename === INTERRUPTED ? "cancelled" : "died",
      error: preludeError(place, { ename: String(ename), evalue: String(evalue) }),
    };
  }
}
