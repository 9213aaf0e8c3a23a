import {
  type Execution,
  LONG_MS,
  type NotebookState,
  type Outcome,
} from "../../kernels/protocol/index.ts";
import type { Sessions } from "../session/sessions.ts";
import type { Notifications } from "../store/notifications.ts";

const NAME_LENGTH = 60;

/** Keeps a notification of each long cell that ended while nobody looked. */
export function notifyOfLongCells(
  sessions: Sessions,
  notifications: Notifications,
  onFault: (error: unknown) => void,
): void {
  sessions.onOpen((session) =>
    session.onFinished((execution, outcome, isWatched) => {
      const cell = session.state.cells.find(({ id }) => id === execution.cellId);
      const startedAt = cell?.run.execId === execution.id ? cell.run.startedAt : null;
      if (isWatched || outcome === "none" || startedAt === null) return;
      const at = Date.now();
      if (at - startedAt < LONG_MS) return;
      notifications
        .add({
          at,
          path: session.state.path,
          cellId: execution.cellId,
          execId: execution.id,
          user: execution.by,
          name: cellTitle(session.state, execution),
          outcome: outcome as Exclude<Outcome, "none" | "preempted">,
          durationMs: at - startedAt,
        })
        .catch(onFault);
    }),
  );
}

/** What people call a cell: its first comment, else its first line. */
function cellTitle(state: NotebookState, { source, cellId }: Execution): string {
  const line =
    source
      .split("\n")
      .find((text) => text.trim() !== "")
      ?.trim() ?? "";
  const number = state.cells.findIndex(({ id }) => id === cellId) + 1;
  const words = line.replace(/^(\/\/|\/\*\*?)\s*/, "").replace(/\s*\*\/$/, "");
  if (words === "") return `Cell ${number}`;
  return words.length > NAME_LENGTH ? `${words.slice(0, NAME_LENGTH - 1)}…` : words;
}
