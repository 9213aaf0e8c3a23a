import {
  chunkPayload,
  type ExecutionMessage,
  type ExecutionMessageType,
  isShallow,
  type Json,
  MAX_OUTPUT_DEPTH,
  type MessageHeader,
  type MessageOrigin,
  makeMessage,
} from "../../protocol/index.ts";
import type { DataChannel } from "./data-channel.ts";
import { shortenError } from "./shorten-error.ts";
import { type StreamName, TEXT_BYTES } from "./text-buffer.ts";

const JOIN_MS = 2;
/** A message larger than this is not sent; what was cut is said in its place. */
const MAX_MESSAGE_CHARACTERS = 32 * 1024 * 1024;
/** The parts of a message around what it shows. */
const HEAD_DEPTH = 4;
/** Text that does not fit into the buffer goes in pieces of so many characters. */
const PIECE_CHARACTERS = 256 * 1024;

const setTimer = setTimeout;

/** The execution that output belongs to. */
export interface Parent {
  readonly header: MessageHeader;
  readonly execution: number;
  /** The sample that its maps take by default. */
  readonly sample?: string;
}

/** Everything that a kernel says, in one order: text of a stream is joined, and flushed before anything else. */
export class Output {
  readonly #channel: DataChannel;
  readonly #origin: MessageOrigin;
  /** Changes text before it leaves: stacks get the cells' own lines. */
  ownLines: (text: string) => string = (text) => text;
  #parent: Parent | undefined;
  #name: StreamName = "stdout";
  /** When the first text came that waits; 0 = none waits. */
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
    if (parent) this.#channel.text.attribute(parent.header, parent.execution);
  }

  write(name: StreamName, text: string): void {
    if (text === "" || !this.#parent) return;
    if (name !== this.#name) this.flush();
    this.#name = name;
    const buffer = this.#channel.text;
    const own = this.ownLines(text);
    if (!this.#append(name, own)) {
      this.flush();
      if (!this.#append(name, own)) this.#writeLong(name, own);
    }
    if (this.#since === 0) {
      this.#since = performance.now();
      this.#timer ??= setTimer(() => {
        this.#timer = undefined;
        this.flush();
      }, JOIN_MS);
    } else if (performance.now() - this.#since >= JOIN_MS || buffer.length >= TEXT_BYTES)
      this.flush();
  }

  /** Sends the text that waits. When a cell blocks before this is called, the guard sends it. */
  flush(): void {
    this.#since = 0;
    this.#channel.flushText(this.#origin.session);
  }

  #writeLong(name: StreamName, text: string): void {
    for (let start = 0; start < text.length; ) {
      const isSplitPair = (text.charCodeAt(start + PIECE_CHARACTERS - 1) & 0xfc00) === 0xd800;
      const end = start + PIECE_CHARACTERS - (isSplitPair ? 1 : 0);
      this.#emit("iopub", "stream", { name, text: text.slice(start, end) });
      start = end;
    }
  }

  #append(name: StreamName, text: string): boolean {
    const buffer = this.#channel.text;
    buffer.lock();
    const isAdded = buffer.append(name, text);
    buffer.unlock();
    return isAdded;
  }

  /** Says one message about the current execution. */
  say<T extends ExecutionMessageType>(
    type: T,
    content: Extract<ExecutionMessage, { header: { msg_type: T } }>["content"],
  ): void {
    this.flush();
    const said = "traceback" in content ? shortenError(content) : content;
    this.#emit(
      type === "execute_reply" ? "shell" : "iopub",
      type,
      this.#withOwnLines(said as unknown as Record<string, Json>),
    );
  }

  #withOwnLines(content: Record<string, Json>): Record<string, Json> {
    const data = content.data as { "text/plain"?: unknown } | undefined;
    const text = data?.["text/plain"];
    if (typeof text !== "string") return content;
    return { ...content, data: { ...data, "text/plain": this.ownLines(text) } };
  }

  /** Answers a request that is no execution, or tells what no execution is asked for. */
  reply(type: string, content: Record<string, Json>, parent?: MessageHeader): void {
    this.flush();
    this.#channel.send(makeMessage(this.#origin, "shell", type, content, parent), 0);
  }

  /** Asks the server for something on behalf of an execution. */
  ask(content: Record<string, Json>, parent: Parent): void {
    this.tell("holdfast_request", content, parent);
  }

  /** Tells the server something about an execution that is no output. */
  tell(type: string, content: Record<string, Json>, parent: Parent): void {
    this.flush();
    const message = makeMessage(this.#origin, "control", type, content, parent.header);
    this.#channel.send(message, parent.execution);
  }

  /** Sends a chunk of a checkpoint: 32 bytes of its hash, then its bytes. */
  sendChunk(hash: string, bytes: Uint8Array, parent: Parent): void {
    this.flush();
    this.#channel.sendChunk(chunkPayload(hash, bytes), parent.execution);
  }

  /** Jupyter's `input_request`: asks a person something on behalf of an execution. */
  askPerson(prompt: string, facts: Record<string, Json>, parent: Parent): void {
    this.flush();
    const content = { prompt, password: false };
    const message = makeMessage(this.#origin, "stdin", "input_request", content, parent.header);
    this.#channel.send({ ...message, metadata: { holdfast: facts } }, parent.execution);
  }

  #emit(channel: "iopub" | "shell", type: string, content: Record<string, Json>): void {
    const parent = this.#parent;
    if (!parent) return;
    const message = makeMessage(this.#origin, channel, type, content, parent.header);
    const json = jsonOf(message);
    const fault = json === undefined ? TOO_LONG : faultOf(json, "data" in content);
    this.#channel.sendText(
      fault === undefined ? json! : this.#refused(type, fault, parent),
      parent.execution,
    );
  }

  /** What is sent in place of a message that cannot be sent: nothing is dropped unsaid. */
  #refused(type: string, fault: string, parent: Parent): string {
    const text = `[holdfast: one ${type} was not sent: ${fault}. Show a part of it.]\n`;
    return JSON.stringify(
      makeMessage(this.#origin, "iopub", "stream", { name: "stderr", text }, parent.header),
    );
  }
}

const LIMIT = `the limit is ${MAX_MESSAGE_CHARACTERS / 1e6} MB`;
const TOO_LONG = `it has more than 512 MB, ${LIMIT}`;

/** Why a message cannot be sent, or undefined when it can. */
function faultOf(json: string, hasData: boolean): string | undefined {
  if (json.length > MAX_MESSAGE_CHARACTERS)
    return `it has ${(json.length / 1e6).toFixed(1)} MB, ${LIMIT}`;
  if (hasData && !isShallow(json, MAX_OUTPUT_DEPTH + HEAD_DEPTH))
    return `it is nested deeper than ${MAX_OUTPUT_DEPTH} levels`;
  return undefined;
}

/** Undefined when the text would be longer than a string can be. */
function jsonOf(message: object): string | undefined {
  try {
    return JSON.stringify(message);
  } catch (error) {
    if (error instanceof RangeError && /string length/.test(error.message)) return undefined;
    throw error;
  }
}
