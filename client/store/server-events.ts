import type { LockEvent, Notification } from "../../kernels/protocol/index.ts";
import { Listeners } from "./listeners.ts";
import { reconnectDelay } from "./live-connection.ts";
import { liveProtocols } from "./page-key.ts";

type Message =
  | {
      readonly type: "state";
      readonly locks: readonly LockEvent[];
      readonly notifications: readonly Notification[];
    }
  | LockEvent
  | Notification;

/** The locks and notifications of the whole server, as this page hears of them. It comes back by itself. */
export class ServerEvents {
  readonly changed = new Listeners<[]>();
  readonly notified = new Listeners<[notification: Notification]>();
  #locks = new Map<string, LockEvent>();
  #socket: WebSocket | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #attempt = 0;
  #known = 0;

  /** What holds or waits, by its key. */
  get locks(): ReadonlyMap<string, LockEvent> {
    return this.#locks;
  }

  open(): void {
    const url = new URL("/api/live/events", location.href);
    url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(url, liveProtocols());
    this.#socket = socket;
    socket.onmessage = (event: MessageEvent<string>) => this.#take(JSON.parse(event.data));
    socket.onclose = () => {
      if (socket !== this.#socket) return;
      this.#timer = setTimeout(() => this.open(), reconnectDelay(++this.#attempt));
    };
  }

  close(): void {
    clearTimeout(this.#timer);
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
  }

  #take(message: Message): void {
    if (message.type === "state") {
      this.#attempt = 0;
      this.#locks = new Map(message.locks.map((event) => [event.lock.key, event]));
      for (const notification of message.notifications) this.#notify(notification);
    } else if (message.type === "notification") this.#notify(message);
    else if (message.lock.holder === null && message.lock.waiting.length === 0)
      this.#locks.delete(message.lock.key);
    else this.#locks.set(message.lock.key, message);
    this.changed.call();
  }

  /** Tells each once, also when the state comes again. */
  #notify(notification: Notification): void {
    if (notification.n <= this.#known) return;
    this.#known = notification.n;
    this.notified.call(notification);
  }
}
