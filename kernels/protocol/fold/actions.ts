import type { ExecutionId } from "../base/ids.ts";
import type { Execution, Outcome } from "./state.ts";

/** What the server has to do after an operation or message was folded. Clients ignore actions. */
export type Action =
  | { readonly type: "enqueue"; readonly execution: Execution }
  | { readonly type: "interrupt"; readonly execId: ExecutionId }
  /** It gave way: it waits again, with the number that it came with. */
  | { readonly type: "requeue"; readonly execution: Execution }
  | { readonly type: "finished"; readonly execution: Execution; readonly outcome: Outcome }
  | { readonly type: "restartKernel" }
  | { readonly type: "restoreVariables" }
  | { readonly type: "forgetVariables" }
  | { readonly type: "startOver"; readonly cellId: string }
  | { readonly type: "save" }
  | { readonly type: "resolveConflict"; readonly choice: "mine" | "theirs" | "copy" };

/** The place of an event in the notebook's one order. */
export interface EventFacts {
  readonly seq: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** The place and the author of an operation. */
export interface OperationFacts extends EventFacts {
  /** `<clientId>:<n>`, or `server`. */
  readonly id: string;
  /** The name of the person, or `holdfast`. */
  readonly by: string;
}
