import {
  type Execution,
  type JsonObject,
  type JupyterMessage,
  type MessageOrigin,
  makeMessage,
} from "../../../kernels/protocol/index.ts";

/**
 * The message that runs a cell (Jupyter's messaging, execute).
 *
 * @param facts.executionCount the number that the server gave it
 * @param facts.canAsk whether the cell may ask a person
 * @param facts.sample the sample that its maps take by default
 */
export function executeRequest(
  origin: MessageOrigin,
  { source, cellId, parameters }: Execution,
  facts: {
    readonly executionCount: number;
    readonly canAsk: boolean;
    readonly sample: string | undefined;
  },
): JupyterMessage {
  const { executionCount, canAsk, sample } = facts;
  const metadata = {
    executionCount,
    cellId,
    ...(parameters && { parameters }),
    ...(sample !== undefined && { sample }),
  };
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
