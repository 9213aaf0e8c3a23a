import { encodeFrame, FRAME_JSON, PROTOCOL_VERSION } from "../../protocol/index.ts";

const HEAD_WORDS = 8;
const PARENT_BYTES = 4 * 1024;
/** Text of a stream is joined up to so many bytes. */
export const TEXT_BYTES = 32 * 1024;
const LOCK = 0;
const LENGTH = 1;
const NAME = 2;
const EXECUTION = 3;
const PARENT_LENGTH = 4;
const FRAMES = 5;
export const MAIN = 1;
export const GUARD = 2;
/**
 * Text that a cell printed and that has not left the kernel yet, in memory that both threads share: the main
 * thread joins lines there, and when a cell blocks the guard sends them. Whoever holds the lock may write to
 * the data socket; the main thread gives it back only when no frame is half written.
 */
export class TextBuffer {
  shared;
  #head;
  #parent;
  #text;
  #owner;
  constructor(owner, shared = new SharedArrayBuffer(4 * HEAD_WORDS + PARENT_BYTES + TEXT_BYTES)) {
    this.shared = shared;
    this.#owner = owner;
    this.#head = new Int32Array(shared, 0, HEAD_WORDS);
    this.#parent = Buffer.from(shared, 4 * HEAD_WORDS, PARENT_BYTES);
    this.#text = Buffer.from(shared, 4 * HEAD_WORDS + PARENT_BYTES, TEXT_BYTES);
  }
  get length() {
    return Atomics.load(this.#head, LENGTH);
  }
  /** Waits for the lock; a thread that holds it already (it was terminated meanwhile) goes on. */
  lock() {
    for (;;) {
      const found = Atomics.compareExchange(this.#head, LOCK, 0, this.#owner);
      if (found === 0 || found === this.#owner) return;
      Atomics.wait(this.#head, LOCK, found, 5);
    }
  }
  /** Takes the lock when it is free. */
  tryLock() {
    return Atomics.compareExchange(this.#head, LOCK, 0, this.#owner) === 0;
  }
  unlock() {
    Atomics.store(this.#head, LOCK, 0);
    Atomics.notify(this.#head, LOCK);
  }
  /** The number of the next frame on the data socket. */
  nextFrame() {
    return Atomics.add(this.#head, FRAMES, 1);
  }
  /** The execution that text belongs to from here on; the buffer is empty. */
  attribute(header, execution) {
    Atomics.store(this.#head, PARENT_LENGTH, this.#parent.write(JSON.stringify(header)));
    Atomics.store(this.#head, EXECUTION, execution);
  }
  /** Adds text when it fits; the caller holds the lock. */
  append(name, text) {
    const length = this.length;
    const room = TEXT_BYTES - length;
    if (text.length > room || (3 * text.length > room && Buffer.byteLength(text) > room))
      return false;
    const added = this.#text.write(text, length);
    this.#head[NAME] = name === "stdout" ? 0 : 1;
    Atomics.store(this.#head, LENGTH, length + added);
    return true;
  }
  /** The frame of what is in the buffer; the caller holds the lock, and calls `clear` when the frame is safe. */
  frame(session) {
    const text = this.#text.toString("utf8", 0, this.length);
    const parent = this.#parent.toString("utf8", 0, Atomics.load(this.#head, PARENT_LENGTH));
    return streamFrame({
      session,
      parent,
      execution: Atomics.load(this.#head, EXECUTION),
      n: this.nextFrame(),
      name: this.#head[NAME] === 0 ? "stdout" : "stderr",
      text,
    });
  }
  clear() {
    Atomics.store(this.#head, LENGTH, 0);
  }
}
/** The frame of one stream message. */
function streamFrame(facts) {
  const { session, parent, execution, n, name, text } = facts;
  const header = {
    msg_id: `${session}_s${n}`,
    session,
    username: "kernel",
    date: new Date().toISOString(),
    msg_type: "stream",
    version: PROTOCOL_VERSION,
  };
  const json = `{"channel":"iopub","header":${JSON.stringify(header)},"parent_header":${parent},"metadata":{},"content":${JSON.stringify({ name, text })}}`;
  return encodeFrame({ kind: FRAME_JSON, execution, n, payload: Buffer.from(json, "utf8") });
}
//# sourceMappingURL=text-buffer.js.map
