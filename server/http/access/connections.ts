import type { Server } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";

/** So many connections may be open that have not shown a credential; beyond it the oldest goes. */
const MAX_UNPROVEN = 128;
/** A connection has so long to show one. */
const UNPROVEN_MS = 10_000;
/** How long a client that still sends may take to read why it is not heard. */
const LINGER_MS = 500;
const BAD_REQUEST = "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n";
const HEADERS_MS = 10_000;
const REQUEST_MS = 300_000;
const CHECK_MS = 2_000;
/** Every so often it is looked whether clients take their answers; … */
const LOOK_MS = 15_000;
/** … after so many looks without a byte a client is let go. */
const STALLED_LOOKS = 4;

/**
 * The connections of a server (S30). One that has shown no credential is one of few and for a short time: a new one
 * pushes the oldest out, so that whoever floods the server pushes out itself and a person still gets in.
 */
export class Connections {
  readonly #all = new Set<Socket>();
  readonly #unproven = new Map<Duplex, NodeJS.Timeout>();

  readonly #upgraded = new Set<Duplex>();
  /** What has gone out over each connection that has more to send, and for how many looks that did not change. */
  readonly #sent = new Map<Socket, { readonly bytes: number; readonly looks: number }>();

  constructor(server: Server) {
    server.on("upgrade", (_, socket) => {
      this.#upgraded.add(socket);
      socket.once("close", () => this.#upgraded.delete(socket));
    });
    server.headersTimeout = HEADERS_MS;
    server.requestTimeout = REQUEST_MS;
    server.on("connection", (socket) => this.#add(socket));
    const timer = setInterval(() => this.#endStalled(), LOOK_MS).unref();
    server.once("close", () => clearInterval(timer));
    server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
      // A client that does not speak HTTP is told so, unless an answer has begun already.
      const isFirst = (socket as Socket).bytesWritten === 0 && socket.writable;
      if (isFirst && error.code?.startsWith("HPE_")) letGo(socket, BAD_REQUEST);
      else socket.destroy();
    });
  }

  /** Options of `createServer` that go with this. */
  static readonly options = { connectionsCheckingInterval: CHECK_MS };

  get size(): number {
    return this.#all.size;
  }

  /** A request of this connection came with a credential. */
  prove(socket: Duplex): void {
    clearTimeout(this.#unproven.get(socket));
    this.#unproven.delete(socket);
  }

  /** Closes what is no HTTP any more: nothing else waits for it. */
  destroyUpgraded(): void {
    for (const socket of this.#upgraded) socket.destroy();
  }

  destroyAll(): void {
    for (const socket of this.#all) socket.destroy();
  }

  /** A client that takes nothing of its answer for a minute keeps its memory and its place for nothing. */
  #endStalled(): void {
    for (const socket of this.#all) {
      if (socket.writableLength === 0) this.#sent.delete(socket);
      else {
        const bytes = socket.bytesWritten - socket.writableLength;
        const before = this.#sent.get(socket);
        const looks = before?.bytes === bytes ? before.looks + 1 : 0;
        if (looks >= STALLED_LOOKS) socket.destroy();
        else this.#sent.set(socket, { bytes, looks });
      }
    }
  }

  #add(socket: Socket): void {
    this.#all.add(socket);
    // Node ends a socket this way after the last answer. It would throw away what the client has not read yet when
    // that one is still sending; and it would wait for a client that never reads.
    socket.destroySoon = () => letGo(socket);
    const timer = setTimeout(() => socket.destroy(), UNPROVEN_MS).unref();
    this.#unproven.set(socket, timer);
    socket.once("close", () => {
      this.prove(socket);
      this.#all.delete(socket);
      this.#sent.delete(socket);
    });
    if (this.#unproven.size <= MAX_UNPROVEN) return;
    const [oldest] = this.#unproven.keys();
    oldest?.destroy();
  }
}

/** Ends a socket after a last text: nothing more is read of it, and it is gone at once or very soon. */
export function letGo(socket: Duplex, text = ""): void {
  if (socket.destroyed) return;
  const timer = setTimeout(() => socket.destroy(), LINGER_MS).unref();
  socket.once("close", () => clearTimeout(timer));
  socket.pause();
  socket.end(text);
}
