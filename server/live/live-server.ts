import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type RawData, type WebSocket, WebSocketServer } from "ws";
import { toProblem } from "../../kernels/protocol/index.ts";
import { decodePath } from "../contents/resolve-path.ts";
import { LIVE_SUBPROTOCOL } from "../http/access/page-proof.ts";
import type { Sessions } from "../session/sessions.ts";
import { type EventsSources, sendEvents } from "./events-socket.ts";
import { CLOSE, LiveSocket } from "./live-socket.ts";
import { sizeOf } from "./message-size.ts";

/** Where tabs connect: `/api/live/notebooks/<encodeURIComponent(path)>`. */
export const LIVE_PREFIX = "/api/live/notebooks/";

/** Where pages hear of the locks and notifications of the whole server. */
export const LIVE_EVENTS = "/api/live/events";

/** What the gate knows of who connects. */
interface Gated {
  readonly path: string;
  /** Aborted when the token is replaced (S7). */
  readonly signal: AbortSignal;
  /** Gives the place back that this socket was given. */
  readonly release: () => void;
}

const MAX_PAYLOAD = 16 * 1024 * 1024;
/** So much may a tab say before its notebook is open. */
const MAX_EARLY_BYTES = 1024 * 1024;
const PING_MS = 20_000;
/** How long a tab may take to answer that its socket closes. */
const CLOSING_MS = 500;

/** The WebSockets of all tabs; the HTTP gate has let them in before (S1, S5). */
export class LiveServer {
  readonly #sessions: Sessions;
  readonly #news: EventsSources;
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_PAYLOAD,
    perMessageDeflate: false,
    // Our pages send their key as a second one, which is not repeated to them.
    handleProtocols: (offered) => (offered.has(LIVE_SUBPROTOCOL) ? LIVE_SUBPROTOCOL : false),
  });
  readonly #missed = new WeakMap<WebSocket, number>();
  readonly #timer: NodeJS.Timeout;
  #lastActivityAt = Date.now();

  constructor(sessions: Sessions, news: EventsSources) {
    this.#sessions = sessions;
    this.#news = news;
    this.#timer = setInterval(() => this.#ping(), PING_MS);
    this.#timer.unref();
  }

  /** Milliseconds since the epoch: when a tab said something last. */
  get lastActivityAt(): number {
    return this.#lastActivityAt;
  }

  get connections(): number {
    return this.#server.clients.size;
  }

  /** Takes over the socket of an upgrade request whose path begins with LIVE_PREFIX; it closes with its session. */
  upgrade(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    { path, signal, release }: Gated,
  ): void {
    socket.on("error", () => socket.destroy());
    socket.once("close", release);
    this.#server.handleUpgrade(request, socket, head, (ws) => {
      const onRotated = (): void => ws.close(CLOSE.tokenReplaced, "the token was replaced");
      signal.addEventListener("abort", onRotated);
      ws.on("close", () => signal.removeEventListener("abort", onRotated));
      this.#missed.set(ws, 0);
      ws.on("pong", () => this.#missed.set(ws, 0));
      if (path === LIVE_EVENTS) sendEvents(ws, this.#news);
      else void this.#welcome(ws, path.slice(LIVE_PREFIX.length));
    });
  }

  /** Closes every tab's socket. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    for (const ws of this.#server.clients) ws.close(CLOSE.going, "the server stops");
    for (const ws of this.#server.clients) setTimeout(() => ws.terminate(), CLOSING_MS).unref();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  async #welcome(ws: WebSocket, encodedPath: string): Promise<void> {
    // A message that is too long: the socket has begun to close with 1009, which the tab shall read.
    ws.on("error", () => setTimeout(() => ws.terminate(), CLOSING_MS).unref());
    const early: [RawData, boolean][] = [];
    let earlyBytes = 0;
    const keep = (data: RawData, isBinary: boolean): void => {
      earlyBytes += sizeOf(data);
      if (early.push([data, isBinary]) > 100 || earlyBytes > MAX_EARLY_BYTES) ws.terminate();
    };
    ws.on("message", keep);
    ws.on("message", () => {
      this.#lastActivityAt = Date.now();
    });
    try {
      const session = await this.#sessions.open(decodePath(encodedPath));
      ws.off("message", keep);
      new LiveSocket(ws, session, (windowId) => this.#sessions.heldBy(windowId, session));
      for (const [data, isBinary] of early) ws.emit("message", data, isBinary);
    } catch (error) {
      refuse(ws, error);
    }
  }

  #ping(): void {
    for (const ws of this.#server.clients) {
      const missed = this.#missed.get(ws) ?? 0;
      if (missed >= 2) ws.terminate();
      else {
        this.#missed.set(ws, missed + 1);
        // What cannot be sent has an end of its own, in its socket's close (S29).
        if (ws.readyState === ws.OPEN) ws.ping(undefined, undefined, () => {});
      }
    }
  }
}

/** A tab whose notebook cannot be opened is told why before its socket closes. */
function refuse(ws: WebSocket, error: unknown): void {
  const reason = toProblem(error);
  if (ws.readyState !== ws.OPEN) return;
  ws.send(JSON.stringify({ type: "refused", id: "", problem: reason }), () => {});
  ws.close(reason.status === 404 ? CLOSE.notFound : CLOSE.conflict, reason.code);
}
