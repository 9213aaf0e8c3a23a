import type { Problem } from "../base/errors.ts";
import type { ExecutionId } from "../base/ids.ts";
import type { ClientOperation, Operation } from "../fold/operations.ts";
import type { NotebookState } from "../fold/state.ts";
import type { ExecutionMessage } from "../kernel/jupyter.ts";
import type { LockView } from "../kernel/lock.ts";
import type { Progress } from "../kernel/progress.ts";
import type { Question } from "../kernel/question.ts";

/** The version of the messages on the notebook's WebSocket, `/api/live/notebooks/<path>`. */
export const LIVE_PROTOCOL = 1;

export interface Place {
  readonly epoch: number;
  readonly seq: number;
}

export interface User {
  readonly name: string;
  /** A CSS colour `#rrggbb`. */
  readonly color: string;
}

export type ClientMessage =
  | {
      readonly type: "attach";
      readonly protocol: 1;
      readonly windowId: string;
      readonly user: User;
      readonly since?: Place;
    }
  /** id is `<clientId>:<n>`, n growing; sending it twice is harmless. */
  | {
      readonly type: "operation";
      readonly id: string;
      readonly op: ClientOperation;
    }
  | {
      readonly type: "request";
      readonly id: string;
      /** "input" answers the open question: params is an `Answer`. */
      readonly method: "complete" | "inspect" | "variables" | "estimate" | "input";
      readonly params: unknown;
    };

export type LiveEvent =
  | { readonly kind: "operation"; readonly id: string; readonly by: string; readonly op: Operation }
  | {
      readonly kind: "message";
      readonly execId: ExecutionId;
      readonly cellId: string;
      readonly message: ExecutionMessage;
    };

export interface Presence {
  readonly windowId: string;
  readonly user: User;
}

export type ServerMessage =
  | {
      readonly type: "snapshot";
      readonly epoch: number;
      readonly seq: number;
      readonly state: NotebookState;
    }
  | { readonly type: "event"; readonly seq: number; readonly at: number; readonly event: LiveEvent }
  /** Everything of the client up to this operation is in the order; `seq` is where it stands. */
  | { readonly type: "accepted"; readonly id: string; readonly seq: number }
  | { readonly type: "refused"; readonly id: string; readonly problem: Problem }
  | {
      readonly type: "response";
      readonly id: string;
      readonly result?: unknown;
      readonly problem?: Problem;
    }
  /** No sequence number, the latest wins. After an attach that resumes, `epoch` tells that nothing was missed. */
  | {
      readonly type: "volatile";
      readonly presence?: readonly Presence[];
      readonly progress?: readonly Progress[];
      readonly lock?: LockView;
      /** What a cell asks a person; null = nothing any more. */
      readonly question?: Question | null;
      /** Why what is unsaved cannot be saved at the moment; null = nothing is in the way. */
      readonly unsaved?: Problem | null;
    };
