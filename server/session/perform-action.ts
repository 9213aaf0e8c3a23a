import type { Action, Execution, Outcome } from "../../kernels/protocol/index.ts";
import type { NotebookRuns } from "../runs/notebook-runs.ts";
import type { Conflicts } from "./file/conflicts.ts";
import type { Saver } from "./file/saver.ts";
import type { Runner } from "./runner.ts";

/** Who does what an event of the order asks for. */
export interface Performers {
  readonly runner: Runner;
  readonly runs: NotebookRuns;
  readonly saver: Saver;
  readonly conflicts: Conflicts;
  /** The window that asked. */
  readonly windowId: string | null;
  readonly finished: (execution: Execution, outcome: Outcome) => void;
  readonly onFault: (error: unknown) => void;
}

/** Does what an event of the order asks for; what can fail later is told as a fault. */
export function performAction(action: Action, performers: Performers): void {
  const { runner, runs, saver, conflicts, onFault } = performers;
  switch (action.type) {
    case "enqueue":
      runner.enqueue(action.execution, performers.windowId).catch(onFault);
      break;
    case "requeue":
      runner.requeue(action.execution).catch(onFault);
      break;
    case "interrupt":
      runner.interrupt(action.execId);
      break;
    case "finished":
      performers.finished(action.execution, action.outcome);
      break;
    case "restartKernel":
      runner.restart().catch(onFault);
      break;
    case "restoreVariables":
      runner.variables.bringBack().catch(() => undefined); // told as a fault
      break;
    case "forgetVariables":
      runner.variables.forget().catch(onFault);
      break;
    case "startOver":
      runs.startOver(action.cellId).catch(onFault);
      break;
    case "save":
      saver.save({ isAsked: true }).catch(() => {}); // told to every tab by its trouble
      break;
    case "resolveConflict":
      conflicts.resolve(action.choice).catch(onFault);
      break;
    default:
      action satisfies never;
  }
}
