import type { WebSocket } from "ws";
import type { Place, ServerMessage } from "../../kernels/protocol/index.ts";
import type { OrderedEvent } from "../session/order/order.ts";

import type { SnapshotBytes } from "./snapshot-bytes.ts";

/** Beyond so many bytes that a tab has not taken it gets no more events, but a snapshot later. */
const MAX_BUFFERED = 8 * 1024 * 1024;
/** A tab that goes on asking while so many bytes of answers wait is let go. */
const MAX_ANSWERS = 8 * 1024 * 1024;
const DRAINED = 512 * 1024;
const CHECK_MS = 100;

/**
 * What goes to one tab: bounded, so that a tab that takes nothing costs no memory, whatever it asks for. At most one
 * snapshot waits, and beside it so many bytes of events and of answers.
 */
export class Outbox {
  readonly #socket: WebSocket;
  readonly #snapshot: () => SnapshotBytes;
  readonly #newest: () => ServerMessage;
  #seq = 0;
  #isBehind = false;
  #isClosed = false;
  /** Bytes of answers that were sent while the tab took nothing. */
  #answers = 0;
  #timer: NodeJS.Timeout | undefined;
  #newestTimer: NodeJS.Timeout | undefined;

  /** @param newest all values of which only the newest counts */
  constructor(socket: WebSocket, snapshot: () => SnapshotBytes, newest: () => ServerMessage) {
    this.#socket = socket;
    this.#snapshot = snapshot;
    this.#newest = newest;
  }

  /** Brings a tab to the newest state: the events that it lacks, or a snapshot. */
  begin(since: Place | undefined, events: readonly OrderedEvent[] | undefined): void {
    if (since === undefined || events === undefined) {
      if (this.#socket.bufferedAmount > DRAINED) this.#fallBehind();
      else this.#sendSnapshot();
      return;
    }
    this.#endWaiting();
    this.#seq = since.seq;
    this.events(events);
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

  /** Anything without a place in the order; of values of which only the newest counts a slow tab gets those, later. */
  send(message: ServerMessage): void {
    if (message.type === "volatile") {
      if (this.isFull) this.#owe();
      else if (!this.#newestTimer) this.#write(message);
      return;
    }
    if (this.#socket.bufferedAmount <= DRAINED) this.#answers = 0;
    if (this.#answers > MAX_ANSWERS) this.#socket.terminate();
    else this.#answers += this.#write(message);
  }

  /** The tab takes nothing at the moment. */
  get isFull(): boolean {
    return this.#socket.bufferedAmount > MAX_BUFFERED;
  }

  close(): void {
    this.#isClosed = true;
    clearInterval(this.#newestTimer);
    this.#endWaiting();
  }

  /** A snapshot goes when what waits has been taken; there is one such wait at a time. */
  #fallBehind(): void {
    if (this.#isBehind || this.#isClosed) return;
    this.#isBehind = true;
    this.#timer = setInterval(() => {
      if (this.#socket.bufferedAmount > DRAINED) return;
      this.#sendSnapshot();
    }, CHECK_MS).unref();
  }

  /** The lock, an open question, why it is not saved: told once, and not again by themselves. */
  #owe(): void {
    if (this.#isClosed) return;
    this.#newestTimer ??= setInterval(() => {
      if (this.#socket.bufferedAmount > DRAINED) return;
      clearInterval(this.#newestTimer);
      this.#newestTimer = undefined;
      this.#write(this.#newest());
    }, CHECK_MS).unref();
  }

  #endWaiting(): void {
    clearInterval(this.#timer);
    this.#isBehind = false;
  }

  #sendSnapshot(): void {
    this.#endWaiting();
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    const { seq, bytes } = this.#snapshot();
    this.#seq = seq;
    this.#socket.send(bytes, { binary: false }, () => {});
  }

  /** @returns the length of what was sent */
  #write(message: ServerMessage): number {
    if (this.#socket.readyState !== this.#socket.OPEN) return 0;
    const text = JSON.stringify(message);
    // What cannot be sent ends with its socket, which "close" tells of (S29).
    this.#socket.send(text, () => {});
    return text.length;
  }
}
