import type { RawData, WebSocket } from "ws";
import { sizeOf } from "./message-size.ts";

/** So many messages of a tab may be worked on at a time, … */
const MAX_MESSAGES = 64;
/** … or so many bytes of them; then nothing more is read of its socket. */
const MAX_BYTES = 16 * 1024 * 1024;

/** A close frame has room for so many bytes of a reason less the three of a character that is cut; ws throws for more. */
const REASON_BYTES = 120;

/** What comes from one tab: bounded, so that one that says more than can be done costs no memory. */
export class Inbox {
  readonly #socket: WebSocket;
  readonly #work: (text: string | undefined) => Promise<void>;
  #messages = 0;
  #bytes = 0;

  /** @param work is given the text, or undefined for a binary frame; it never rejects */
  constructor(socket: WebSocket, work: (text: string | undefined) => Promise<void>) {
    this.#socket = socket;
    this.#work = work;
  }

  take(data: RawData, isBinary: boolean): void {
    const size = sizeOf(data);
    this.#messages++;
    this.#bytes += size;
    if (this.#isFull) this.#socket.pause();
    const done = (): void => {
      this.#messages--;
      this.#bytes -= size;
      if (!this.#isFull && this.#socket.isPaused) this.#socket.resume();
    };
    void this.#work(isBinary ? undefined : String(data)).then(done, (error: unknown) => {
      done();
      // Nothing that a tab says may end more than its socket (S29).
      this.#socket.close(1011, reasonOf(error));
    });
  }

  get #isFull(): boolean {
    return this.#messages >= MAX_MESSAGES || this.#bytes >= MAX_BYTES;
  }
}

function reasonOf(error: unknown): string {
  return Buffer.from(String(error)).subarray(0, REASON_BYTES).toString();
}
