import type { ExecutionId } from "../base/ids.ts";
import type { Json, JsonObject } from "../base/json.ts";
import type { ResumableRun } from "../kernel/runs.ts";
import type { RestorableVariables } from "../kernel/snapshot.ts";
import type { CellType, NotebookOutput } from "../nbformat/nbformat.ts";
import type { KernelStatus } from "./operations.ts";

/** An output and, when it can be updated, its display id (which is not saved). */
export type CellOutput = NotebookOutput & { readonly displayId?: string };

/** How the last execution of a cell ended; "none" = never run since it was opened. */
export type Outcome =
  | "none"
  | "ok"
  | "error"
  | "cancelled"
  | "died"
  | "skipped"
  /** It gave way to something urgent, and runs again after it. */
  | "preempted"
  /** A newer request with other parameters took its place in the queue. */
  | "superseded";

export interface CellRun {
  readonly status: "idle" | "queued" | "running";
  readonly outcome: Outcome;
  /** The newest execution of this cell. */
  readonly execId: ExecutionId | null;
  /** The revision of the source that was executed: outputs are stale when the cell's is newer. */
  readonly revision: number | null;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  /** Who ran it. */
  readonly by?: string;
  /** A run of this cell that ended before its end, and can go on when the cell runs again. */
  readonly resumable?: ResumableRun;
}

/** A result that is being made anew, or could not be. */
export interface EarlierResult {
  readonly outputs: readonly CellOutput[];
  /** Milliseconds since the epoch. */
  readonly endedAt: number;
  readonly by?: string;
}

export interface CellState {
  readonly id: string;
  readonly type: CellType;
  readonly source: string;
  /** +1 with each accepted change of the source. */
  readonly revision: number;
  readonly metadata: JsonObject;
  readonly attachments?: JsonObject;
  /** A cell of a kind that is not known here, as the file has it: it can be moved and deleted, not edited. */
  readonly unknown?: Json;
  readonly outputs: readonly CellOutput[];
  readonly executionCount: number | null;
  readonly run: CellRun;
  /** What a long run gave before: it stays readable until a newer one has succeeded. Not saved in the file. */
  readonly before?: EarlierResult;
  /** clear_output(wait): the next output replaces all. */
  readonly clearPending?: true;
  /** What it showed when it was code, for the day that it is code again. Not saved in the file. */
  readonly asCode?: ShownByCode;
}

/** What a cell of code shows. */
export type ShownByCode = Pick<CellState, "outputs" | "executionCount" | "run" | "before">;

/** One request to run one cell, from its acceptance until its reply and its idle are in. */
export interface Execution {
  readonly id: ExecutionId;
  readonly cellId: string;
  readonly source: string;
  readonly revision: number;
  readonly parameters: JsonObject | null;
  readonly priority: "normal" | "high" | "urgent";
  /** Executions of one `run` operation: when one fails, the rest of its batch is skipped. */
  readonly batch: string;
  /** Finished results are made anew, however young. */
  readonly anew?: true;
  readonly by: string;
  readonly acceptedAt: number;
  readonly state: "queued" | "running";
  /** What has come in of the end: it is done when both are (Jupyter's rule). */
  readonly replied: "ok" | "error" | "cancelled" | "preempted" | null;
  readonly idle: boolean;
}

export interface DeletedCell {
  readonly cell: CellState;
  readonly after: string | null;
}

/** A whole notebook as every client and the server hold it: the document, its outputs, what runs. */
export interface NotebookState {
  readonly notebookId: string;
  readonly path: string;
  readonly metadata: JsonObject;
  readonly cells: readonly CellState[];
  readonly executions: readonly Execution[];
  /** n of the newest execution id; the same number never comes twice in a notebook. */
  readonly lastExecution: number;
  /** The newest execution count that a cell got. */
  readonly executionCount: number;
  readonly kernel: {
    readonly status: KernelStatus;
    readonly generation: number;
    readonly detail?: string;
  };
  /** The variables of the kernel before, when they can be brought back or were. */
  readonly variables?: RestorableVariables;
  /** The newest cells that were deleted, the newest last; at most 20. */
  readonly deleted: readonly DeletedCell[];
  /** Sequence number of the newest change of what the file holds, and of what the file on disk holds. */
  readonly changedSeq: number;
  readonly savedSeq: number;
  readonly conflict: string | null;
  /** The newest n of each client's operations, so that a resend is acknowledged and not repeated. */
  readonly clients: Readonly<Record<string, number>>;
}

/** Tells whether the file lacks something of the state. */
export function isUnsaved(state: NotebookState): boolean {
  return state.changedSeq > state.savedSeq;
}

const neverRun: CellRun = {
  status: "idle",
  outcome: "none",
  execId: null,
  revision: null,
  startedAt: null,
  endedAt: null,
};

/** A cell that has not run. */
export function newCellState(id: string, type: CellType, source: string): CellState {
  return {
    id,
    type,
    source,
    revision: 0,
    metadata: {},
    outputs: [],
    executionCount: null,
    run: neverRun,
  };
}
