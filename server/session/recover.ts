import type { ErrorOutput, NotebookState, ServerOperation } from "../../kernels/protocol/index.ts";

/** What ran when the server died has ended, and what waited for it is dropped: the new kernel has no variables. */
export function recoverExecutions(state: NotebookState, tell: (op: ServerOperation) => void): void {
  for (const { id, state: was } of state.executions)
    if (was === "queued") tell({ type: "ended", execId: id, outcome: "skipped" });
  for (const { id, state: was } of state.executions)
    if (was === "running") tell({ type: "ended", execId: id, outcome: "died", error: serverDied });
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
