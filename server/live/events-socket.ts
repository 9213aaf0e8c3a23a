import type { WebSocket } from "ws";
import type { Notification } from "../../kernels/protocol/index.ts";
import type { LockEvents } from "../locks/lock-events.ts";

/** Where a page's events come from. */
export interface EventsSources {
  readonly events: LockEvents;
  readonly notifications: { readonly all: readonly Notification[] };
}

/** A page that takes nothing is let go when so many bytes wait. */
const MAX_WAITING = 1024 * 1024;

/** Tells a page the locks of the whole server: first the state, then every event. It has nothing to say itself. */
export function sendEvents(socket: WebSocket, { events, notifications }: EventsSources): void {
  const say = (event: unknown): void => {
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > MAX_WAITING) socket.terminate();
    // What cannot be sent ends with its socket, which "close" tells of (S29).
    else socket.send(JSON.stringify(event), () => {});
  };
  socket.on("error", () => socket.terminate());
  socket.on("message", () => socket.close(4400, "this socket only tells"));
  say({
    type: "state",
    seq: events.seq,
    locks: events.snapshot(),
    notifications: notifications.all,
  });
  const stop = events.listen(say);
  socket.on("close", stop);
}
