import {
  type ExecutionMessage,
  type ExecutionMessageType,
  type Json,
  type MessageHeader,
  type MessageOrigin,
  makeMessage,
} from "../../protocol/index.ts";
import type { DataChannel } from "./data-channel.ts";

const JOIN_BYTES = 32 * 1024;
const JOIN_MS = 2;
/** A message larger than this is not sent; what was cut is said in its place. */
const MAX_MESSAGE_CHARACTERS = 32 * 1024 * 1024;

const setTimer = setTimeout;

/** The execution that output belongs to. */
export interface Parent {
  readonly header: MessageHeader;
  readonly execution: number;
}

/** Everything that a kernel says, in one order: text of a stream is joined, and flushed before anything else. */
export class Output {
  readonly #channel: DataChannel;
  readonly #origin: MessageOrigin;
  #parent: Parent | undefined;
  #name: "stdout" | "stderr" = "stdout";
  #text = "";
  #since = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(channel: DataChannel, origin: MessageOrigin) {
    this.#channel = channel;
    this.#origin = origin;
  }

  get parent(): Parent | undefined {
    return this.#parent;
  }

  /** Output from here on belongs to that execution; earlier text goes out first. */
  attribute(parent: Parent | undefined): void {
    if (parent === this.#parent) return;
    this.flush();
    this.#parent = parent;
  }

  write(name: "stdout" | "stderr", text: string): void {
    if (text === "") return;
    if (name !== this.#name) this.flush();
    if (this.#text === "") {
      this.#name = name;
      this.#since = performance.now();
      this.#timer ??= setTimer(() => {
        this.#timer = undefined;
        this.flush();
      }, JOIN_MS);
    }
    this.#text += text;
    if (this.#text.length >= JOIN_BYTES || performance.now() - this.#since >= JOIN_MS) this.flush();
  }

  flush(): void {
    if (this.#text === "") return;
    const text = this.#text;
    this.#text = "";
    this.#emit("iopub", "stream", { name: this.#name, text });
  }

  /** Says one message about the current execution. */
  say<T extends ExecutionMessageType>(
    type: T,
    content: Extract<ExecutionMessage, { header: { msg_type: T } }>["content"],
  ): void {
    this.flush();
    this.#emit(
      type === "execute_reply" ? "shell" : "iopub",
      type,
      content as unknown as Record<string, Json>,
    );
  }

  /** Answers a request that is no execution. */
  reply(type: string, content: Record<string, Json>, parent: MessageHeader): void {
    this.flush();
    this.#channel.send(makeMessage(this.#origin, "shell", type, content, parent), 0);
  }

  #emit(channel: "iopub" | "shell", type: string, content: Record<string, Json>): void {
    const parent = this.#parent;
    if (!parent) return;
    const message = makeMessage(this.#origin, channel, type, content, parent.header);
    const text = JSON.stringify(message);
    if (text.length > MAX_MESSAGE_CHARACTERS) {
      const size = `${(text.length / 1e6).toFixed(1)} MB`;
      const note = `[holdfast: one ${type} of ${size} was not sent: the limit is ${MAX_MESSAGE_CHARACTERS / 1e6} MB. Show a part of it.]\n`;
      this.#channel.send(
        makeMessage(this.#origin, "iopub", "stream", { name: "stderr", text: note }, parent.header),
        parent.execution,
      );
      return;
    }
    this.#channel.sendText(text, parent.execution);
  }
}
