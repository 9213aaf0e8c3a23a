import type { NotebookState } from "../../../kernels/protocol/index.ts";
import type { RunRecord } from "../../runs/run-record.ts";
import type { Order } from "../order/order.ts";

/** A run that crashed goes on by itself so often; then a person has to look. */
const MAX_TRIES = 3;
/** What would run again longer than this, in s, waits for a person who wants it. */
const MAX_AGAIN_S = 5;

/** Runs that a crash interrupted go on by themselves, where that was asked for. */
export function goOn(
  left: readonly RunRecord[],
  facts: {
    readonly order: Order;
    readonly autoResume: boolean;
    readonly onFault: (error: unknown) => void;
  },
): void {
  const { order, autoResume, onFault } = facts;
  if (!autoResume) return;
  for (const { cellId, revision, by } of toResume(left, order.state)) {
    const op = { type: "run", cellIds: [cellId], sourceRevisions: [revision] } as const;
    const result = order.operate(op, { id: `holdfast:${Date.now()}`, by });
    if (result.ok) result.written.catch(onFault);
  }
}

/** The cells whose runs go on by themselves after a crash, with who had started them. */
function toResume(
  left: readonly RunRecord[],
  state: NotebookState,
): { readonly cellId: string; readonly revision: number; readonly by: string }[] {
  const crashed = left.filter(({ attempts }) => attempts.length <= MAX_TRIES);
  return state.cells
    .filter(({ run }) => (run.resumable?.again?.seconds ?? 0) <= MAX_AGAIN_S)
    .filter(({ id }) => crashed.some(({ cellId }) => cellId === id))
    .map(({ id, revision }) => ({
      cellId: id,
      revision,
      by: crashed.find(({ cellId }) => cellId === id)!.by,
    }));
}
