import {
  executionNumber,
  type NotebookState,
  type ResumableRun,
  restoredNames,
} from "../../kernels/protocol/index.ts";
import { NotebookRuns } from "../runs/notebook-runs.ts";
import { dependenciesOf, preludeOf } from "../variables/executed.ts";
import type { OpenedNotebook } from "./file/open-notebook.ts";
import type { Order } from "./order/order.ts";
import type { SessionServices } from "./session-services.ts";

/** What is known of a notebook's kernels. */
type Known = Pick<OpenedNotebook, "executed" | "variables">;

/** The runs of a notebook, bound to its order. */
export function openRuns(
  { checkpoints, disk, version }: SessionServices,
  known: Known & { readonly state: NotebookState },
  order: Order,
): NotebookRuns {
  return new NotebookRuns(checkpoints, {
    notebookId: known.state.notebookId,
    version,
    execution: (execId) => order.state.executions.find(({ id }) => id === execId),
    prelude: ({ id }) => dependenciesOf(known.executed.all, executionNumber(id)),
    cellName: (cellId) => cellPlace(order.state, cellId),
    shown: () =>
      new Map(
        order.state.cells.flatMap(({ id, run }) =>
          run.resumable ? [[id, run.resumable.runId]] : [],
        ),
      ),
    refresh: ({ cellId, revision, by }) => {
      const op = {
        type: "run",
        cellIds: [cellId],
        sourceRevisions: [revision],
        anew: true,
      } as const;
      order.operate(op, { id: `refresh:${Date.now()}`, by });
    },
    refuseIfLow: (lastBytes) => disk.refuseIfLow(lastBytes),
    resumable: (cellId, run) => {
      const again = run && runsAgain(order.state, cellId, known);
      order.tell({ type: "resumable", cellId, run: run && { ...run, ...(again && { again }) } });
    },
  });
}

/** What a cell needs run again before it goes on, when its kernel is gone. */
function runsAgain(
  { cells, kernel }: NotebookState,
  cellId: string,
  known: Known,
): ResumableRun["again"] {
  const cell = cells.find(({ id }) => id === cellId);
  if (!cell || (kernel.status !== "dead" && kernel.status !== "none")) return undefined;
  const generation = kernel.generation + 1;
  const kept = known.variables.before(generation);
  const held = kept && {
    names: new Set(restoredNames(kept.snapshot)),
    generation: kept.generation,
    n: kept.snapshot.n,
  };
  const prelude = preludeOf(known.executed.all, { cellId, source: cell.source, generation }, held);
  const ms = prelude.reduce((sum, { ms = 0 }) => sum + ms, 0);
  return prelude.length === 0
    ? undefined
    : { cells: prelude.length, seconds: Math.round(ms / 1000) };
}

/** How people find a cell: by its place. */
function cellPlace({ cells }: NotebookState, cellId: string): string | undefined {
  const index = cells.findIndex(({ id }) => id === cellId);
  return index < 0 ? undefined : `cell ${index + 1}`;
}
