import type { ErrorOutput } from "../../../kernels/protocol/index.ts";
import type { Order } from "../order/order.ts";

/** What ran when the server died has ended, and what waited for it is dropped: the new kernel has no variables. */
export function recoverExecutions(order: Order): void {
  // In the order, not beside it: a later replay has to give the same numbers to what runs from here on.
  order.tell({ type: "opened", lastExecution: order.state.lastExecution });
  const { executions } = order.state;
  for (const { id, state: was } of executions)
    if (was === "queued") order.tell({ type: "ended", execId: id, outcome: "skipped" });
  for (const { id, state: was } of executions)
    if (was === "running")
      order.tell({ type: "ended", execId: id, outcome: "died", error: serverDied });
}

const serverDied: ErrorOutput = {
  output_type: "error",
  ename: "ServerStopped",
  evalue: "The server stopped while the cell ran",
  traceback: [
    "\x1b[31mServerStopped\x1b[39m: The server stopped while the cell ran. Its output up to then was kept; run it again.",
  ],
};

/** What of a journal could not be read. */
export function gapError(gap: { readonly after: number; readonly setAside: number }): Error {
  return new Error(`HF_JOURNAL_GAP: ${gap.setAside} events after ${gap.after} were set aside`);
}
