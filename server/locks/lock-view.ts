import type { ExecutionId, LockView } from "../../kernels/protocol/index.ts";
import { type KeyState, priorityName } from "./lock-state.ts";
import { inOrder } from "./queue-rules.ts";

/** What people see of a key. */
export function viewOf(key: string, state: KeyState, now: number): LockView {
  const held = state.holders[0];
  return {
    key,
    holder: held
      ? {
          execId: held.owner as ExecutionId,
          notebookId: held.notebookId,
          cellId: held.cellId,
          user: held.user,
          windowId: held.windowId,
          since: held.since,
          priority: priorityName(held.priority),
          isPreemptible: held.isPreemptible,
          run: held.run,
          ...(held.ending && { ending: held.ending.reason }),
        }
      : null,
    waiting: inOrder(state, now).map((waiting, i) => ({
      execId: waiting.owner as ExecutionId,
      notebookId: waiting.notebookId,
      cellId: waiting.cellId,
      user: waiting.user,
      windowId: waiting.windowId,
      priority: priorityName(waiting.priority),
      position: i + 1,
    })),
  };
}
