import {
  type Channel,
  type JupyterMessage,
  type MessageHeader,
  PROTOCOL_VERSION,
} from "./jupyter.ts";

/** Where made messages come from: the session and user name of their headers. */
export interface MessageOrigin {
  readonly session: string;
  readonly username: string;
}

let counter = 0;

/**
 * Makes a message with a fresh header.
 *
 * @param parent the header of the request that it answers; leave out for a message of its own accord
 */
export function makeMessage<M extends JupyterMessage = JupyterMessage>(
  origin: MessageOrigin,
  channel: Channel,
  type: M["header"]["msg_type"],
  content: M["content"],
  parent?: MessageHeader,
): M {
  const header: MessageHeader = {
    msg_id: `${origin.session}_${++counter}`,
    session: origin.session,
    username: origin.username,
    date: new Date().toISOString(),
    msg_type: type,
    version: PROTOCOL_VERSION,
  };
  return { channel, header, parent_header: parent ?? {}, metadata: {}, content } as unknown as M;
}
