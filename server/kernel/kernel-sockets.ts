import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Frame, FrameReader } from "../../kernels/protocol/index.ts";
import { helloOf } from "./kernel-frames.ts";

/** A longer path is silently cut by Node 20: another file, no error. */
const MAX_SOCKET_PATH = 100;
const HELLO_MS = 10_000;
/** A hello has no more bytes. */
const MAX_HELLO = 64 * 1024;
/** So many sockets may be open that have not said hello: anybody of this user can connect, cells too. */
const MAX_STRANGERS = 100;

/** One socket of a kernel after its hello. */
export interface KernelSocket {
  readonly socket: Socket;
  /** Frames that came with or after the hello. */
  onFrames(listener: (frames: readonly Frame[]) => void, onFault: (fault: string) => void): void;
}

type Waiting = (kind: "control" | "data", socket: KernelSocket) => void;

/** The Unix socket that kernels connect to; a kernel is known by the secret that only it was told. */
export class KernelSockets {
  readonly path: string;
  readonly #folder: string;
  readonly #server: Server;
  readonly #waiting = new Map<string, { secret: string; connected: Waiting }>();
  #strangers = 0;

  private constructor(folder: string, path: string, server: Server) {
    this.#folder = folder;
    this.path = path;
    this.#server = server;
  }

  /** @throws Error when no short enough folder for sockets can be made */
  static async open(): Promise<KernelSockets> {
    const base = tmpdir().length > MAX_SOCKET_PATH - 20 ? "/tmp" : tmpdir();
    const folder = await mkdtemp(join(base, "hf-")); // 0700
    const path = join(folder, "k");
    if (Buffer.byteLength(path) > MAX_SOCKET_PATH)
      throw new Error(
        `the socket path ${path} is longer than ${MAX_SOCKET_PATH} bytes: set TMPDIR`,
      );
    const server = createServer();
    const sockets = new KernelSockets(folder, path, server);
    server.on("connection", (socket) => sockets.#accept(socket));
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(path, resolve);
    });
    return sockets;
  }

  /** Waits for the two sockets of a kernel. */
  expect(kernelId: string, secret: string, connected: Waiting): void {
    this.#waiting.set(kernelId, { secret, connected });
  }

  forget(kernelId: string): void {
    this.#waiting.delete(kernelId);
  }

  async close(): Promise<void> {
    this.#server.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  #accept(socket: Socket): void {
    socket.on("error", () => socket.destroy());
    if (this.#strangers >= MAX_STRANGERS) {
      socket.destroy();
      return;
    }
    this.#strangers++;
    let isStranger = true;
    const isKnown = (): void => {
      if (isStranger) this.#strangers--;
      isStranger = false;
    };
    socket.on("close", isKnown);
    const frames = new BufferedFrames(socket);
    const timer = setTimeout(() => socket.destroy(), HELLO_MS);
    frames.first((frame) => {
      clearTimeout(timer);
      isKnown();
      const hello = helloOf(frame);
      const waiting = hello && this.#waiting.get(hello.kernelId);
      if (!hello || !waiting || waiting.secret !== hello.secret) socket.destroy();
      else waiting.connected(hello.socket, frames);
    });
  }
}

class BufferedFrames implements KernelSocket {
  readonly socket: Socket;
  readonly #reader = new FrameReader();
  #buffer: Frame[] = [];
  #first: ((frame: Frame) => void) | undefined;
  #listener: ((frames: readonly Frame[]) => void) | undefined;
  #onFault: (fault: string) => void = () => {};

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on("data", (piece) => this.#take(piece));
  }

  first(callback: (frame: Frame) => void): void {
    this.#first = callback;
  }

  onFrames(listener: (frames: readonly Frame[]) => void, onFault: (fault: string) => void): void {
    this.#listener = listener;
    this.#onFault = onFault;
    if (this.#buffer.length > 0) listener(this.#buffer.splice(0));
  }

  #take(piece: Uint8Array): void {
    let frames: Frame[];
    try {
      frames = this.#reader.push(piece);
    } catch (error) {
      this.#onFault((error as Error).message);
      this.socket.destroy();
      return;
    }
    const first = this.#first;
    if (first && frames.length > 0) {
      this.#first = undefined;
      first(frames.shift()!);
    } else if (first && this.#reader.pending > MAX_HELLO) this.socket.destroy();
    if (frames.length === 0) return;
    if (this.#listener) this.#listener(frames);
    else this.#buffer.push(...frames);
  }
}
