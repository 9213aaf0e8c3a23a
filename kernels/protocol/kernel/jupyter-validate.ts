import { describeValue, isCount, isObject } from "../base/json.ts";
import type { ExecutionMessage, ExecutionMessageType, JupyterMessage } from "./jupyter.ts";

const CHANNELS = ["shell", "iopub", "stdin", "control"];

type FieldCheck = (value: unknown) => boolean;
const string: FieldCheck = (value) => typeof value === "string";
const strings: FieldCheck = (value) => Array.isArray(value) && value.every(string);
const count: FieldCheck = isCount;
const boolean: FieldCheck = (value) => typeof value === "boolean";
const object: FieldCheck = isObject;
const oneOf =
  (...options: string[]): FieldCheck =>
  (value) =>
    options.includes(value as string);

const contentFields: Record<ExecutionMessageType, Record<string, FieldCheck>> = {
  status: { execution_state: oneOf("starting", "busy", "idle", "dead") },
  stream: { name: oneOf("stdout", "stderr"), text: string },
  execute_input: { code: string, execution_count: count },
  display_data: { data: object, metadata: object },
  update_display_data: { data: object, metadata: object, transient: object },
  execute_result: { data: object, metadata: object, execution_count: count },
  error: { ename: string, evalue: string, traceback: strings },
  clear_output: { wait: boolean },
  execute_reply: { status: oneOf("ok", "error"), execution_count: count },
};

/** Says what is wrong with a message, or undefined when it is one; unknown message types pass. */
export function messageFault(value: unknown): string | undefined {
  if (!isObject(value)) return `a message is an object, got ${describeValue(value)}`;
  if (!CHANNELS.includes(value.channel as string))
    return `channel is ${describeValue(value.channel)}`;
  const header = value.header;
  if (!isObject(header)) return `header is ${describeValue(header)}`;
  for (const field of ["msg_id", "session", "username", "date", "msg_type", "version"]) {
    if (typeof header[field] !== "string")
      return `header.${field} is ${describeValue(header[field])}`;
  }
  for (const field of ["parent_header", "metadata", "content"]) {
    if (!isObject(value[field])) return `${field} is ${describeValue(value[field])}`;
  }
  const fields = contentFields[header.msg_type as ExecutionMessageType] as
    | Record<string, FieldCheck>
    | undefined;
  for (const [field, check] of Object.entries(fields ?? {})) {
    const found = (value.content as Record<string, unknown>)[field];
    if (!check(found)) return `${header.msg_type as string}.${field} is ${describeValue(found)}`;
  }
  return undefined;
}

/** Tells whether a valid message is one that the notebook's state folds. */
export function isExecutionMessage(message: JupyterMessage): message is ExecutionMessage {
  return Object.hasOwn(contentFields, message.header.msg_type);
}
