import {
  type ClientMessage,
  type HoldfastErrorCode,
  LIVE_PROTOCOL,
  type Problem,
  problem,
  type ServerMessage,
  type User,
} from "../../kernels/protocol/index.ts";
import { Listeners } from "./listeners.ts";
import type { NotebookStore } from "./notebook-store.ts";
import { liveProtocols } from "./page-key.ts";
import { Requests } from "./requests.ts";

export type ConnectionStatus =
  | { readonly kind: "connecting" }
  | { readonly kind: "open" }
  /** Lost; the next attempt comes by itself. */
  | { readonly kind: "lost"; readonly attempt: number }
  /** Trying again would not help. */
  | { readonly kind: "ended"; readonly problem: Problem };

const FIRST_DELAY = 250;
const LONGEST_DELAY = 5000;
/** Close codes after which trying again would not help; the server says why in a refusal before it closes. */
const ENDINGS = new Map<number, HoldfastErrorCode>([
  [4400, "HF_PROTOCOL_VERSION"],
  [4401, "HF_AUTH_REQUIRED"],
  [4404, "HF_FILE_NOT_FOUND"],
  [4409, "HF_STORE_LOCKED"],
  [4423, "HF_LOCK_BUSY"],
]);

/** How long to wait before the n-th attempt, with jitter so that not all tabs come at once. */
export function reconnectDelay(attempt: number, random = Math.random()): number {
  const full = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** Math.max(0, attempt - 1));
  return full * (0.5 + random / 2);
}

/** The notebook's WebSocket: it comes back by itself and goes on after the last event that it saw. */
export class LiveConnection {
  readonly changed = new Listeners<[]>();
  readonly requests: Requests;
  #store: NotebookStore;
  #path: string;
  #who: { readonly windowId: string; readonly user: User };
  #socket: WebSocket | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #attempt = 0;
  #isAttached = false;
  #wantsSnapshot = false;
  #refusal: Problem | undefined;
  #status: ConnectionStatus = { kind: "connecting" };

  constructor(
    store: NotebookStore,
    path: string,
    who: { readonly windowId: string; readonly user: User },
  ) {
    this.#store = store;
    this.#who = who;
    this.#path = path;
    this.requests = new Requests((message) => this.#send(message));
    store.desynced.add(() => this.#resync());
    window.addEventListener("online", this.#online);
  }

  get status(): ConnectionStatus {
    return this.#status;
  }

  /** The address follows the notebook when it is renamed. */
  get #url(): string {
    const path = this.#store.view?.path ?? this.#path;
    const url = new URL(`/api/live/notebooks/${encodeURIComponent(path)}`, location.href);
    url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    return url.href;
  }

  open(): void {
    clearTimeout(this.#timer);
    const old = this.#socket;
    const socket = new WebSocket(this.#url, liveProtocols());
    this.#socket = socket;
    old?.close();
    socket.onopen = () => this.#attach();
    socket.onmessage = (event: MessageEvent<string>) => {
      if (socket === this.#socket) this.#take(JSON.parse(event.data) as ServerMessage);
    };
    socket.onclose = (event) => {
      if (socket === this.#socket) this.#lost(event.code);
    };
  }

  /** Leaves the notebook for good. */
  close(): void {
    window.removeEventListener("online", this.#online);
    clearTimeout(this.#timer);
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
    this.requests.failAll();
  }

  #attach(): void {
    const since = this.#wantsSnapshot ? undefined : this.#store.place;
    const { windowId, user } = this.#who;
    this.#send({
      type: "attach",
      protocol: LIVE_PROTOCOL,
      windowId,
      user,
      ...(since && { since }),
    });
  }

  #take(message: ServerMessage): void {
    if (message.type === "response") this.requests.take(message);
    if (message.type === "refused" && message.id === "") this.#refusal = message.problem;
    if (message.type === "snapshot") this.#wantsSnapshot = false;
    this.#store.receive(message);
    const answersAttach = message.type === "snapshot" || message.type === "volatile";
    if (this.#isAttached || !answersAttach || !this.#socket || this.#wantsSnapshot) return;
    this.#isAttached = true;
    this.#attempt = 0;
    this.#refusal = undefined;
    this.#setStatus({ kind: "open" });
    this.#store.connected({ send: (operation) => this.#send(operation) });
  }

  #lost(code: number): void {
    this.#socket = undefined;
    this.#isAttached = false;
    this.#store.disconnected();
    this.requests.failAll();
    const ending = ENDINGS.get(code);
    if (ending) {
      const reason = this.#refusal ?? problem(ending, "The server closed the connection");
      this.#setStatus({ kind: "ended", problem: reason });
      return;
    }
    this.#attempt++;
    this.#setStatus({ kind: "lost", attempt: this.#attempt });
    this.#timer = setTimeout(() => this.open(), reconnectDelay(this.#attempt));
  }

  #resync(): void {
    this.#wantsSnapshot = true;
    const socket = this.#socket;
    socket?.close();
    if (socket) this.#lost(1000);
  }

  #send(message: ClientMessage): boolean {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  #online = (): void => {
    if (this.#status.kind === "lost") this.open();
  };

  #setStatus(status: ConnectionStatus): void {
    this.#status = status;
    this.changed.call();
  }
}
