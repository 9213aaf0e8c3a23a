import type { Json, JsonObject } from "../base/json.ts";
import type { MimeBundle } from "../nbformat/nbformat.ts";

/** Jupyter kernel messages, https://jupyter-client.readthedocs.io/en/stable/messaging.html (5.3). */
export const PROTOCOL_VERSION = "5.3";

export type Channel = "shell" | "iopub" | "stdin" | "control";

export interface MessageHeader {
  readonly msg_id: string;
  readonly session: string;
  readonly username: string;
  /** ISO 8601. */
  readonly date: string;
  readonly msg_type: string;
  readonly version: string;
}

interface MessageOf<C extends Channel, T extends string, Content> {
  readonly channel: C;
  readonly header: MessageHeader & { readonly msg_type: T };
  readonly parent_header: MessageHeader | Record<string, never>;
  readonly metadata: JsonObject;
  readonly content: Content;
}

/** Facts of a display that are not saved. */
export interface Transient {
  readonly display_id?: string;
}

export type StatusMessage = MessageOf<
  "iopub",
  "status",
  { readonly execution_state: "starting" | "busy" | "idle" | "dead" }
>;
export type StreamMessage = MessageOf<
  "iopub",
  "stream",
  { readonly name: "stdout" | "stderr"; readonly text: string }
>;
export type ExecuteInputMessage = MessageOf<
  "iopub",
  "execute_input",
  { readonly code: string; readonly execution_count: number }
>;
export type DisplayDataMessage = MessageOf<"iopub", "display_data", DisplayContent>;
export type UpdateDisplayDataMessage = MessageOf<"iopub", "update_display_data", DisplayContent>;
export type ExecuteResultMessage = MessageOf<
  "iopub",
  "execute_result",
  DisplayContent & { readonly execution_count: number }
>;
export type ErrorMessage = MessageOf<"iopub", "error", ErrorContent>;
export type ClearOutputMessage = MessageOf<"iopub", "clear_output", { readonly wait: boolean }>;
export type ExecuteReplyMessage = MessageOf<"shell", "execute_reply", ExecuteReplyContent>;

export interface DisplayContent {
  readonly data: MimeBundle;
  readonly metadata: JsonObject;
  readonly transient?: Transient;
}
export interface ErrorContent {
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: readonly string[];
}
export type ExecuteReplyContent =
  | {
      readonly status: "ok";
      readonly execution_count: number;
      readonly payload: readonly Json[];
      readonly user_expressions: JsonObject;
    }
  | ({ readonly status: "error"; readonly execution_count: number } & ErrorContent);

/** What a kernel says while it runs a cell: all that the notebook's state folds. */
export type ExecutionMessage =
  | StatusMessage
  | StreamMessage
  | ExecuteInputMessage
  | DisplayDataMessage
  | UpdateDisplayDataMessage
  | ExecuteResultMessage
  | ErrorMessage
  | ClearOutputMessage
  | ExecuteReplyMessage;

export type ExecuteRequest = MessageOf<
  "shell",
  "execute_request",
  {
    readonly code: string;
    readonly silent: boolean;
    readonly store_history: boolean;
    readonly user_expressions: JsonObject;
    readonly allow_stdin: boolean;
    readonly stop_on_error: boolean;
  }
>;

/** Any other message of the protocol; unknown types are tolerated, as the specification asks. */
export type OtherMessage = MessageOf<Channel, string, JsonObject>;
export type JupyterMessage = ExecutionMessage | ExecuteRequest | OtherMessage;

export type ExecutionMessageType = ExecutionMessage["header"]["msg_type"];

/** `ename` of the error with which a kernel answers an execution that was interrupted. */
export const INTERRUPTED = "Interrupted";
/** Name of the error of a reply whose cell gave way to something urgent: it runs again when that has ended. */
export const PREEMPTED = "Preempted";
