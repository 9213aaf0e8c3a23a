import {
  type Execution,
  type JsonObject,
  type JupyterMessage,
  type MessageOrigin,
  makeMessage,
} from "../../kernels/protocol/index.ts";

/**
 * The message that runs a cell (Jupyter's messaging, execute).
 *
 * @param facts.executionCount the number that the server gave it
 * @param facts.canAsk whether the cell may ask a person
 */
export function executeRequest(
  origin: MessageOrigin,
  { source, cellId, parameters }: Execution,
  facts: { readonly executionCount: number; readonly canAsk: boolean },
): JupyterMessage {
  const { executionCount, canAsk } = facts;
  const metadata = { executionCount, cellId, ...(parameters && { parameters }) };
  return { ...request(origin, source, { silent: false, allow_stdin: canAsk }), metadata };
}

/** The message that runs code again without showing anything. */
export function silentRequest(
  origin: MessageOrigin,
  source: string,
  metadata: JsonObject = {},
): JupyterMessage {
  return { ...request(origin, source, { silent: true, allow_stdin: false }), metadata };
}

function request(
  origin: MessageOrigin,
  code: string,
  flags: { readonly silent: boolean; readonly allow_stdin: boolean },
): JupyterMessage {
  const content: JsonObject = {
    code,
    ...flags,
    store_history: !flags.silent,
    user_expressions: {},
    stop_on_error: true,
  };
  return makeMessage(origin, "shell", "execute_request", content);
}
