import type { ExecutedHistory } from "../../variables/executed-history.ts";
import type { VariableStore } from "../../variables/variable-store.ts";
import type { NotebookKernel } from "../kernel/notebook-kernel.ts";
import type { Order } from "../order/order.ts";
import type { Prelude, PreludeFailure } from "./prelude.ts";
import { nothingOffered, offered } from "./variable-offers.ts";

/** What the variables of a notebook need of it. */
export interface VariableParts {
  readonly store: VariableStore;
  readonly executed: ExecutedHistory;
  readonly order: Order;
  readonly kernel: NotebookKernel;
  readonly prelude: Prelude;
  readonly onFault: (error: unknown) => void;
}

/** The variables of the kernels of one notebook: kept after cells, offered after a death. */
export class KernelVariables {
  readonly #parts: VariableParts;
  /** Resolves when nothing is being brought back: a cell waits for it. */
  settled: Promise<void> = Promise.resolve();

  constructor(parts: VariableParts) {
    this.#parts = parts;
  }

  /** Tells the tabs which variables of the kernel before can be brought back. */
  offer(): void {
    const { store, executed, order } = this.#parts;
    const { status, generation } = order.state.kernel;
    const isGone = status === "none" || status === "dead";
    const kept = store.before(isGone ? generation + 1 : generation);
    if (kept) order.tell(offered(kept.snapshot, executed.all));
    else if (order.state.variables) order.tell(nothingOffered);
  }

  /**
   * Brings the variables of the kernel before back; cells that are run meanwhile wait for it.
   *
   * @param remakes cells of which all variables are wanted: what made those that do not come back runs again, silently
   */
  bringBack(remakes: ReadonlySet<string> = new Set()): Promise<PreludeFailure | undefined> {
    const { kernel, prelude, order, onFault } = this.#parts;
    const coming = this.settled.then(async () => {
      const started = await kernel.started();
      const { state } = order;
      const { notebookId, lastExecution } = state;
      const execId = `${notebookId}.${lastExecution}` as const;
      return prelude.restore(started, execId, { state, remakes });
    });
    this.settled = coming.then(() => undefined, onFault);
    return coming;
  }

  /** Forgets the variables of kernels that are gone. */
  async forget(): Promise<void> {
    const { status, generation } = this.#parts.order.state.kernel;
    const isGone = status === "none" || status === "dead";
    this.#parts.order.tell(nothingOffered);
    await this.#parts.store.forgetBefore(isGone ? generation + 1 : generation);
  }
}
