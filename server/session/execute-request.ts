import {
  type Execution,
  type JsonObject,
  type JupyterMessage,
  type MessageOrigin,
  makeMessage,
} from "../../kernels/protocol/index.ts";

/** The message that runs a cell (Jupyter's messaging, execute). */
export function executeRequest(
  origin: MessageOrigin,
  { source, cellId, parameters }: Execution,
  executionCount: number,
): JupyterMessage {
  const metadata = { executionCount, cellId, ...(parameters && { parameters }) };
  return { ...request(origin, source, false), metadata };
}

/** The message that runs code again without showing anything. */
export function silentRequest(origin: MessageOrigin, source: string): JupyterMessage {
  return request(origin, source, true);
}

function request(origin: MessageOrigin, code: string, silent: boolean): JupyterMessage {
  const content: JsonObject = {
    code,
    silent,
    store_history: !silent,
    user_expressions: {},
    allow_stdin: false,
    stop_on_error: true,
  };
  return makeMessage(origin, "shell", "execute_request", content);
}
