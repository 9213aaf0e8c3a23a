import type { WebSocket } from "ws";
import type { Place, ServerMessage } from "../../kernels/protocol/index.ts";
import type { OrderedEvent } from "../session/order.ts";

/** Beyond so many bytes that a tab has not taken it gets no more events, but a snapshot later. */
const MAX_BUFFERED = 8 * 1024 * 1024;
const DRAINED = 512 * 1024;
const CHECK_MS = 100;

/** What goes to one tab: bounded, so that a slow tab costs no memory. */
export class Outbox {
  readonly #socket: WebSocket;
  readonly #snapshot: () => Extract<ServerMessage, { type: "snapshot" }>;
  #seq = 0;
  #isBehind = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(socket: WebSocket, snapshot: () => Extract<ServerMessage, { type: "snapshot" }>) {
    this.#socket = socket;
    this.#snapshot = snapshot;
  }

  /** Brings a tab to the newest state: the events that it lacks, or a snapshot. */
  begin(since: Place | undefined, events: readonly OrderedEvent[] | undefined): void {
    if (since === undefined || events === undefined) this.#sendSnapshot();
    else {
      this.#seq = since.seq;
      this.events(events);
    }
  }

  events(events: readonly OrderedEvent[]): void {
    if (this.#isBehind) return;
    for (const { seq, at, event } of events) {
      if (seq <= this.#seq) continue;
      if (this.#socket.bufferedAmount > MAX_BUFFERED) {
        this.#fallBehind();
        return;
      }
      this.#seq = seq;
      this.#write({ type: "event", seq, at, event });
    }
  }

  /** Anything without a place in the order; values of which only the newest counts are left out for a slow tab. */
  send(message: ServerMessage): void {
    if (message.type === "volatile" && this.#socket.bufferedAmount > MAX_BUFFERED) return;
    this.#write(message);
  }

  /** The tab takes nothing at the moment. */
  get isFull(): boolean {
    return this.#socket.bufferedAmount > MAX_BUFFERED;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #fallBehind(): void {
    this.#isBehind = true;
    this.#timer = setInterval(() => {
      if (this.#socket.bufferedAmount > DRAINED) return;
      clearInterval(this.#timer);
      this.#isBehind = false;
      this.#sendSnapshot();
    }, CHECK_MS);
  }

  #sendSnapshot(): void {
    const snapshot = this.#snapshot();
    this.#seq = snapshot.seq;
    this.#write(snapshot);
  }

  #write(message: ServerMessage): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(JSON.stringify(message));
  }
}
