import { type NotebookState, parseOperationId } from "../../../kernels/protocol/index.ts";

/** Tells whether an operation of that id is in the order already: a client sends again what was not acknowledged. */
export function wasSentBefore({ clients }: NotebookState, id: string): boolean {
  const sent = parseOperationId(id);
  // A client may have chosen any id, also the name of something inherited.
  return (
    sent !== undefined && Object.hasOwn(clients, sent.clientId) && sent.n <= clients[sent.clientId]!
  );
}
