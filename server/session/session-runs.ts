import {
  executionNumber,
  type NotebookState,
  type ServerOperation,
} from "../../kernels/protocol/index.ts";
import { dependenciesOf, type Executed } from "../runs/executed.ts";
import { NotebookRuns } from "../runs/notebook-runs.ts";
import type { SessionServices } from "./session-services.ts";

/** The runs of a notebook, bound to its session. */
export function openRuns(
  { checkpoints, disk, version }: SessionServices,
  notebookId: string,
  session: {
    readonly state: () => NotebookState;
    readonly tell: (op: ServerOperation) => void;
    readonly executed: () => readonly Executed[];
  },
): NotebookRuns {
  return new NotebookRuns(checkpoints, {
    notebookId,
    version,
    execution: (execId) => session.state().executions.find(({ id }) => id === execId),
    prelude: ({ id }) => dependenciesOf(session.executed(), executionNumber(id)),
    cellName: (cellId) => cellName(session.state(), cellId),
    shown: () =>
      new Map(
        session
          .state()
          .cells.flatMap(({ id, run }) => (run.resumable ? [[id, run.resumable.runId]] : [])),
      ),
    refuseIfLow: (lastBytes) => disk.refuseIfLow(lastBytes),
    resumable: (cellId, run) => session.tell({ type: "resumable", cellId, run }),
  });
}

/** How people find a cell: by its place. */
function cellName({ cells }: NotebookState, cellId: string): string | undefined {
  const index = cells.findIndex(({ id }) => id === cellId);
  return index < 0 ? undefined : `cell ${index + 1}`;
}
