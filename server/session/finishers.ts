import type { Execution, LockHolder, Outcome } from "../../kernels/protocol/index.ts";
import { Listeners, type OnFault } from "../base/faults.ts";
import type { FinishListener } from "./session-services.ts";

/** Who wants to know that an execution has ended, and whether somebody watched it. */
export class Finishers {
  readonly #isThere: (windowId: string) => boolean;
  readonly #listeners: Listeners<Parameters<FinishListener>>;

  /** @param isThere tells whether a window has a tab of the notebook */
  constructor(isThere: (windowId: string) => boolean, onFault: OnFault) {
    this.#isThere = isThere;
    this.#listeners = new Listeners(onFault);
  }

  add(listener: FinishListener): () => void {
    return this.#listeners.add(listener);
  }

  tell(execution: Execution, outcome: Outcome, holder: LockHolder | null): void {
    const windowId = holder?.execId === execution.id ? holder.windowId : null;
    const isWatched = windowId !== null && this.#isThere(windowId);
    this.#listeners.tell(execution, outcome, isWatched);
  }
}
