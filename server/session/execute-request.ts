import {
  type Execution,
  type JupyterMessage,
  type MessageOrigin,
  makeMessage,
} from "../../kernels/protocol/index.ts";

/**
 * The request that runs a cell.
 *
 * @param facts.executionCount the number that the server gave it
 * @param facts.canAsk whether the cell may ask a person
 */
export function executeRequest(
  origin: MessageOrigin,
  { source, cellId, parameters }: Execution,
  facts: { readonly executionCount: number; readonly canAsk: boolean },
): JupyterMessage {
  const content = {
    code: source,
    silent: false,
    store_history: true,
    user_expressions: {},
    allow_stdin: facts.canAsk,
    stop_on_error: true,
  };
  const request = makeMessage(origin, "shell", "execute_request", content);
  const { executionCount } = facts;
  return {
    ...request,
    metadata: { executionCount, cellId, ...(parameters && { parameters }) },
  };
}
