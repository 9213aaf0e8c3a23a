import { encodeFrame, FRAME_CHUNK, FRAME_JSON, FrameReader } from "../../protocol/index.ts";
import { MAIN, TextBuffer } from "./text-buffer.ts";
import { writeSome } from "./write-all.ts";
/**
 * The ordered data socket of a kernel, written synchronously: output leaves while a cell blocks, and a slow
 * reader makes the writer wait (KERNEL, channels).
 */
export class DataChannel {
  fd;
  text = new TextBuffer(MAIN);
  /** Outside of any cell: after a termination in the middle of a frame the next write finishes that frame first. */
  #pending = [];
  constructor(socket, onFrame) {
    this.fd = descriptorOf(socket);
    const reader = new FrameReader();
    socket.on("data", (piece) => {
      for (const frame of reader.push(piece)) onFrame(frame);
    });
    socket.on("close", () => process.exit(0));
    socket.on("error", () => process.exit(0));
  }
  /** Writes one JSON message; returns when the operating system has all of it. */
  send(message, execution) {
    this.sendText(JSON.stringify(message), execution);
  }
  /** Writes a message that is JSON text already. */
  sendText(json, execution) {
    this.text.lock();
    const payload = Buffer.from(json, "utf8");
    this.#pending.push({
      buffer: encodeFrame({ kind: FRAME_JSON, execution, n: this.text.nextFrame(), payload }),
      offset: 0,
    });
    this.#drain();
  }
  /** Writes a chunk of a checkpoint. */
  sendChunk(payload, execution) {
    this.text.lock();
    this.#pending.push({
      buffer: encodeFrame({ kind: FRAME_CHUNK, execution, n: this.text.nextFrame(), payload }),
      offset: 0,
    });
    this.#drain();
  }
  /** Writes the text that waits in the buffer. */
  flushText(session) {
    if (this.text.length === 0) return;
    this.text.lock();
    if (this.text.length > 0) {
      this.#pending.push({ buffer: this.text.frame(session), offset: 0 });
      this.text.clear(); // after it is safe: a termination in between must not lose it
    }
    this.#drain();
  }
  /** Writes what waits; the lock is held, and given back when nothing is half written. */
  #drain() {
    for (let first = this.#pending[0]; first; first = this.#pending[0]) {
      while (first.offset < first.buffer.length)
        first.offset += writeSome(this.fd, first.buffer, first.offset);
      this.#pending.shift();
    }
    this.text.unlock();
  }
}
/** An internal field of Node's sockets; test/integration names it, so that a new Node version cannot change it unseen. */
function descriptorOf(socket) {
  const handle = socket._handle;
  if (typeof handle?.fd !== "number" || handle.fd < 0)
    throw new Error("This system's sockets have no descriptor (Windows is not supported)");
  return handle.fd;
}
//# sourceMappingURL=data-channel.js.map
