import type { Execution, LockHolder, Outcome } from "../../kernels/protocol/index.ts";
import type { FinishListener } from "./session-services.ts";

/** Who wants to know that an execution has ended, and whether somebody watched it. */
export class Finishers {
  readonly #isThere: (windowId: string) => boolean;
  readonly #listeners = new Set<FinishListener>();

  /** @param isThere tells whether a window has a tab of the notebook */
  constructor(isThere: (windowId: string) => boolean) {
    this.#isThere = isThere;
  }

  add(listener: FinishListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(execution: Execution, outcome: Outcome, holder: LockHolder | null): void {
    const windowId = holder?.execId === execution.id ? holder.windowId : null;
    const isWatched = windowId !== null && this.#isThere(windowId);
    for (const listener of this.#listeners) listener(execution, outcome, isWatched);
  }
}
