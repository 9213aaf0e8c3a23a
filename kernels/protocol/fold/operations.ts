import type { ExecutionId } from "../base/ids.ts";
import type { Json, JsonObject } from "../base/json.ts";
import type { TextChange } from "../base/text.ts";
import type { ResumableRun } from "../kernel/runs.ts";
import type { RestorableVariables } from "../kernel/snapshot.ts";
import type { CellType, ErrorOutput, NotebookCell } from "../nbformat/nbformat.ts";

/** What a person asks for. Cells are named by id and placed after another (null = first), never by index. */
export type ClientOperation =
  | {
      readonly type: "insert";
      readonly cellId: string;
      readonly after: string | null;
      readonly cellType: CellType;
      readonly source: string;
    }
  | { readonly type: "delete"; readonly cellId: string }
  /** Brings a deleted cell back to where it was, outputs included: the undo of "delete". */
  | { readonly type: "restore"; readonly cellId: string }
  | { readonly type: "move"; readonly cellId: string; readonly after: string | null }
  /** `revision` is the cell's revision that the change was made for. */
  | {
      readonly type: "setSource";
      readonly cellId: string;
      readonly revision: number;
      readonly change: TextChange;
    }
  | { readonly type: "setType"; readonly cellId: string; readonly cellType: CellType }
  /** Sets one key of a cell's metadata, or of the notebook's (cellId null); without `value` removes it. */
  | {
      readonly type: "setMetadata";
      readonly cellId: string | null;
      readonly key: string;
      readonly value?: Json;
    }
  /** Runs cells in the order given; `sourceRevisions[i]` belongs to `cellIds[i]`. */
  | {
      readonly type: "run";
      readonly cellIds: readonly string[];
      readonly sourceRevisions: readonly number[];
      readonly parameters?: JsonObject;
      readonly priority?: "normal" | "high" | "urgent";
      /** Finished results are made anew, however young. */
      readonly anew?: boolean;
    }
  /** Cancels executions, of these cells or these ones, or all. What runs is interrupted, what waits is dropped. */
  | {
      readonly type: "cancel";
      readonly cellIds?: readonly string[];
      readonly execIds?: readonly ExecutionId[];
    }
  /** Clears outputs of these cells; without `cellIds` of all. */
  | { readonly type: "clear"; readonly cellIds?: readonly string[] }
  /** Refused while a cell runs, unless `force`: what runs is cancelled first. */
  | { readonly type: "restart"; readonly force?: boolean }
  /** Forgets what an interrupted run of the cell could go on with: its next run begins anew. */
  | { readonly type: "startOver"; readonly cellId: string }
  /** Brings the variables of the kernel before back, without running the cells; refused while a cell runs. */
  | { readonly type: "restoreVariables" }
  /** Forgets the variables of the kernel before. */
  | { readonly type: "forgetVariables" }
  | { readonly type: "save" }
  | { readonly type: "resolveConflict"; readonly choice: "mine" | "theirs" | "copy" };

/** What the server itself adds to the order. */
export type ServerOperation =
  /** A server opened the notebook: no kernel runs, and no execution number up to this one is given again. */
  | { readonly type: "opened"; readonly lastExecution: number }
  /** The lease was granted and the execution goes to the kernel; its cell's outputs are cleared. */
  | { readonly type: "started"; readonly execId: ExecutionId }
  /** An execution ended without the kernel's own reply and idle: all in one event (STORE section 6). */
  | {
      readonly type: "ended";
      readonly execId: ExecutionId;
      readonly outcome: "cancelled" | "died" | "skipped";
      readonly error?: ErrorOutput;
    }
  | {
      readonly type: "kernel";
      readonly status: KernelStatus;
      readonly generation: number;
      readonly detail?: string;
    }
  /** A run of the cell ended before its end and can go on, or there is none any more. */
  | { readonly type: "resumable"; readonly cellId: string; readonly run: ResumableRun | null }
  /** What is known of the variables of the kernel before; null = nothing that people have to be told. */
  | { readonly type: "variables"; readonly variables: RestorableVariables | null }
  /** The file now holds the state as of `seq`. */
  | { readonly type: "saved"; readonly seq: number }
  | { readonly type: "renamed"; readonly path: string }
  /** The file changed on disk while it was open: saving waits for an answer. */
  | { readonly type: "conflict"; readonly reason: string }
  | {
      readonly type: "resolved";
      readonly choice: "mine" | "theirs" | "copy";
      readonly copyPath?: string;
    }
  /** The document was read anew from disk. */
  | {
      readonly type: "replaced";
      readonly metadata: JsonObject;
      readonly cells: readonly NotebookCell[];
    };

export type Operation = ClientOperation | ServerOperation;

export type KernelStatus = "none" | "starting" | "idle" | "busy" | "restarting" | "dead";
