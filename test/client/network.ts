import type { ClientMessage, ServerMessage } from "../../kernels/protocol/index.ts";
import type { LiveServer } from "./live-server.ts";

let server: LiveServer | undefined;
let files: readonly string[] = [];
const open = new Set<FakeSocket>();

/** Stands in for the network: everything behind it is real but the wire. */
class FakeSocket extends EventTarget {
  static readonly OPEN = 1;
  readonly OPEN = 1;
  readyState = 0;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  #server = server;
  #push = (message: ServerMessage): void => {
    const data = JSON.stringify(message);
    queueMicrotask(() => this.readyState === 1 && this.onmessage?.({ data }));
  };

  constructor() {
    super();
    setTimeout(() => {
      if (!this.#server) return this.drop(1006);
      this.readyState = 1;
      open.add(this);
      this.onopen?.();
    });
  }

  send(data: string): void {
    this.#server?.take(JSON.parse(data) as ClientMessage, this.#push);
  }

  close(): void {
    this.drop(1000);
  }

  drop(code: number): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    open.delete(this);
    this.#server?.leave(this.#push);
    this.onclose?.({ code });
  }
}

/** Lets the page under test talk to this server; undefined = it does not answer. */
export function serve(
  next: LiveServer | undefined,
  names: readonly string[] = ["test.ipynb"],
): void {
  server = next;
  files = names;
  window.WebSocket = FakeSocket as unknown as typeof WebSocket;
  window.fetch = answer;
}

/** Cuts all connections with a close code. */
export function cut(code = 1006): void {
  for (const socket of [...open]) socket.drop(code);
}

const realFetch = window.fetch.bind(window);

/** The interface is made up here; files of the page are real. */
function answer(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const address = new URL(input instanceof Request ? input.url : String(input), location.href);
  if (!address.pathname.startsWith("/api/")) return realFetch(input, init);
  const content = files.map((name) => ({ name, path: name, type: "notebook" }));
  const body = JSON.stringify({ type: "directory", content });
  return Promise.resolve(new Response(body, { headers: { "content-type": "application/json" } }));
}
